# Everything here sets itself up: a Python ≥ 3.11 is all that a machine needs.
# PYTHON=python3.12 make test   takes another interpreter.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH_READY := $(VENV)/.ready-bench
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST_ARGS ?=
BENCH_ARGS ?=
FUZZ ?= 10000
INSTALLER_ARGS ?=

.PHONY: demo test lint types docs pictures bench fuzz installer wheel clean

demo: $(READY)
	$(BIN)/xlcs demo --out xlcs-demo

test: $(BENCH_READY)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

# Writes the tables of the documents that come from the catalogue.
docs: $(READY)
	$(BIN)/python tests/docs_tables.py

# Makes the pictures of the README anew; needs LibreOffice and poppler-utils.
pictures: $(READY)
	$(BIN)/python tests/pictures.py

bench: $(BENCH_READY)
	$(BIN)/python -m tests.bench $(BENCH_ARGS)

# What a Windows user installs without a network: dist/xlcs-<version>-win64.zip and -setup.exe.
# Needs osslsigncode and nsis; INSTALLER_ARGS="--compress zlib" spares the minutes of compressing.
installer: $(READY)
	$(BIN)/python workbook/installer/build.py $(INSTALLER_ARGS)

# Mutated exports, as many as FUZZ says; a part of that of settings and of cache entries.
fuzz: $(READY)
	XLCS_FUZZ=$(FUZZ) $(BIN)/python -m pytest tests/exports/hostile/test_fuzz.py \
	  tests/exports/hostile/test_fuzz_settings_and_cache.py tests/exports/hostile/test_mutated_formats.py \
	  tests/test_hostile_arguments.py

wheel: $(READY)
	$(BIN)/python -m pip wheel --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) dist build

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("xlcs needs Python 3.11 or later, this is " + sys.version.split()[0] + ": PYTHON=<another> make …") if sys.version_info < (3, 11) else None'
	@echo "Setting up $(VENV): once, a minute or two …"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet --constraint constraints.txt --editable ".[test]"
	@$(BIN)/python -m compileall -q xlcs
	@touch $@

$(BENCH_READY): $(READY)
	@$(PIP) install --quiet --constraint constraints.txt --editable ".[test,bench,cluster]"
	@touch $@
