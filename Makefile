CORPUS ?= sample
INDEX ?= .index
PORT ?= 8000
PYTHON ?= python3
BIN = .venv/bin

.PHONY: serve test sanitize lint format bench bench-large quality screenshots messages

.venv/installed: pyproject.toml setup.py $(wildcard index/native/*.[ch])
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

# The loops in C under AddressSanitizer and UBSan: a byte read out of bounds or an overflow ends the tests.
sanitize: .venv/installed
	$(BIN)/python -m tests.sanitize

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
	$(BIN)/python -m bench.related

# After a change of a text in web/: collect the messages, translate the new ones in the .po files, run it again.
messages: .venv/installed
	cd web && ../$(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output -w 110 -o messages.pot . \
		../search/results.py
	cd web && ../$(BIN)/pybabel -q update -i messages.pot -d translations -w 110 --no-fuzzy-matching --ignore-obsolete
	rm web/messages.pot
	cd web && ../$(BIN)/pybabel compile -d translations

screenshots: .venv/installed
	$(BIN)/python -m bench.screenshots
