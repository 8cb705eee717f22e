CORPUS ?= sample
INDEX ?= .index
PORT ?= 8000
PYTHON ?= python3
BIN = .venv/bin

.PHONY: serve test lint format bench bench-large quality screenshots

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q -e '.[dev]'
	touch $@

.venv/installed-bench: .venv/installed
	$(BIN)/pip install -q -e '.[dev,bench]'
	touch $@

serve: .venv/installed
	$(BIN)/rasfoi rebuild $(CORPUS) --index $(INDEX)
	$(BIN)/rasfoi serve --index $(INDEX) --port $(PORT)

test: .venv/installed
	$(BIN)/python -m pytest

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m tests.types

format: .venv/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/installed-bench
	$(BIN)/python -m bench.speed --out docs/bench.md

bench-large: .venv/installed-bench
	$(BIN)/python -m bench.speed --large --out docs/bench.md

quality: .venv/installed-bench
	$(BIN)/python -m bench.quality
	$(BIN)/python -m bench.conflation

screenshots: .venv/installed
	$(BIN)/python -m bench.screenshots
