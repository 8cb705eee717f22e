CORPUS ?= sample
INDEX ?= .index
PORT ?= $(or $(RASFOI_PORT),8000)
MINUTES ?= 10
# Seconds between two lines of a step that takes long.
PAUSE ?= 4
PYTHON ?= python3
BIN = .venv/bin
# A process more than there are cores (tests/conftest.py); each takes whole files of tests, or whole groups.
PYTEST = -m pytest -p xdist -p hypothesispytest -p schemathesis -n auto --maxprocesses 4 --dist loadgroup --no-loadscope-reorder
# Of plugins that it finds itself pytest rewrites the asserts of whole packages, which takes each process seconds.
export PYTEST_DISABLE_PLUGIN_AUTOLOAD = 1
# Folders may have blanks and quotes in their names.
export CORPUS INDEX

.PHONY: serve docs cluster test test-newest test-lowest lock audit sanitize fuzz soak lint format bench bench-large damage crash quality screenshots messages

# $(call patiently,doing what,command): where no terminal shows how far it is, a line every few seconds says that it goes on.
patiently = { { [ -t 2 ] || while sleep $(PAUSE) && kill -0 $$$$; do echo "… still $(1)"; done 2>&- & }; \
	telling=$$!; $(2); code=$$?; kill $$telling 2>&-; (exit $$code); }

# What serving needs, in the versions of the lock files, and then the package itself with its module in C.
BUILT_FROM = setup.py tools/build_backend.py $(wildcard index/native/*.[ch] index/analysis/words/*.py)
.venv/serving: requirements/serve.txt requirements/build.txt requirements/compiler.txt pyproject.toml $(BUILT_FROM)
	@echo "Installing what Răsfoi needs into .venv: about 75 MB to download, once."
	@$(call patiently,making .venv,$(PYTHON) -m venv .venv)
	@$(call patiently,installing packages,$(BIN)/pip install --no-deps --require-hashes -r requirements/serve.txt)
	@$(call patiently,installing packages,$(BIN)/pip install --no-deps --require-hashes -r requirements/build.txt)
	@$(BIN)/python tools/build_backend.py \
		|| $(call patiently,installing a compiler,$(BIN)/pip install --no-deps --require-hashes -r requirements/compiler.txt)
	@echo "Compiling the module in C."
	@$(call patiently,compiling,$(BIN)/pip install --no-deps --no-build-isolation -e .)
	@touch $@

.venv/installed: .venv/serving requirements/dev.txt
	@echo "Installing what the tests need into .venv."
	$(BIN)/pip install --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

.venv/installed-bench: .venv/installed requirements/bench.txt
	$(BIN)/pip install --no-deps --require-hashes -r requirements/bench.txt
	@touch $@

serve: .venv/serving
	@echo "Indexing $$CORPUS into $$INDEX."
	@$(call patiently,indexing,$(BIN)/rasfoi rebuild "$$CORPUS" --index "$$INDEX")
	@$(BIN)/rasfoi serve --index "$$INDEX" --port $(PORT)

# Three nodes of OpenSearch on this machine for trying, until Ctrl-C. Needs a JDK 21 or newer, and Maven.
cluster: .venv/serving
	@$(BIN)/python -m tests.cluster

test: .venv/installed
	$(BIN)/python $(PYTEST)

# The tests with the newest versions of everything, and with the lowest that pyproject.toml admits.
test-newest:
	$(PYTHON) -m venv --clear .venv-newest
	.venv-newest/bin/pip install -e '.[dev]'
	.venv-newest/bin/python $(PYTEST)

test-lowest: .venv-lock/installed
	.venv-lock/bin/python tools/lock.py .venv-lock/lowest.txt
	$(PYTHON) -m venv --clear .venv-lowest
	.venv-lowest/bin/pip install --no-deps -r .venv-lock/lowest.txt
	.venv-lowest/bin/pip install --no-deps -e .
	.venv-lowest/bin/python $(PYTEST)

# Renew the lock files: the newest versions that pyproject.toml admits.
lock: .venv-lock/installed
	.venv-lock/bin/python tools/lock.py

# Known vulnerabilities of what is locked, where pip-audit reaches its data.
audit: .venv-audit/installed
	.venv-audit/bin/python tools/audit.py

.venv-audit/installed:
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/pip install pip-audit
	@touch $@

.venv-lock/installed:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install uv
	@touch $@

# The loops in C under AddressSanitizer and UBSan: a byte read out of bounds or an overflow ends the tests.
sanitize: .venv/installed
	$(BIN)/python -m tests.sanitize

# Coverage-guided fuzzing of the readers and the search: minutes, where atheris can be installed.
fuzz: .venv/installed
	@$(BIN)/pip install -q --no-deps --require-hashes -r requirements/fuzz.txt || true
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

# A server over 100,000 articles for ten minutes, while its index is updated and its workers are killed.
soak: .venv/installed
	$(BIN)/python -m bench.soak

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

# What damage to any file of an index or of the cache does.
damage: .venv/installed
	$(BIN)/python -m bench.damage

# An error, a kill and a power cut at every operation of a build, and kills at random moments.
crash: .venv/installed
	$(BIN)/python -m bench.crash
	$(BIN)/python -m bench.power_cut
	$(BIN)/python -m bench.kills

quality: .venv/installed-bench
	$(BIN)/python -m bench.quality
	$(BIN)/python -m bench.conflation
	$(BIN)/python -m bench.related
	$(BIN)/python -m bench.unfinished
	$(BIN)/python -m bench.slips
	$(BIN)/python -m bench.completions
	$(BIN)/python -m bench.meaning

# The documentation as pages in build/site, and its examples run. A warning is an error.
docs: .venv-docs/installed
	NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build --strict
	.venv-docs/bin/python -m pytest tests/test_docs.py

# Apart, as docs/dependencies.md is written from what the tests alone need.
.venv-docs/installed: requirements/docs.txt requirements/dev.txt requirements/build.txt
	$(PYTHON) -m venv .venv-docs
	.venv-docs/bin/pip install --no-deps --require-hashes -r requirements/docs.txt
	.venv-docs/bin/pip install --no-deps --require-hashes -r requirements/dev.txt
	.venv-docs/bin/pip install --no-deps --require-hashes -r requirements/build.txt
	.venv-docs/bin/pip install --no-deps --no-build-isolation -e .
	@touch $@

# After a change of a text in web/: collect the messages, translate the new ones in the .po files, run it again.
messages: .venv/installed
	cd web && ../$(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output -w 110 -o messages.pot . \
		../search/answer/remark.py
	cd web && ../$(BIN)/pybabel -q update -i messages.pot -d translations -w 110 --no-fuzzy-matching --ignore-obsolete
	rm web/messages.pot
	cd web && ../$(BIN)/pybabel compile -d translations

screenshots: .venv/installed
	$(BIN)/python -m bench.screenshots
