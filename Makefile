# Two commands do everything: `make run` and `make test`. Each makes its own environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test check lint evals bench lock test-slow clean help

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.run ## start Kollega and print the page's address
	@$(BIN)/kollega serve

test: $(VENV)/.dev ## run the tests (browser tests are skipped without Chromium)
	@$(BIN)/python -m pytest

check: lint test ## everything that must hold before a change lands

lint: $(VENV)/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/basedpyright --level error
	@$(BIN)/lint-imports

evals: $(VENV)/.dev ## print how well it coaches, without a model
	@$(BIN)/kollega evals run

bench: $(VENV)/.dev ## print speed and memory
	@$(BIN)/kollega evals bench

test-slow: $(VENV)/.dev ## the long lane: 200 crashes, long conversations
	@KOLLEGA_CRASH_RUNS=200 $(BIN)/python -m pytest -m slow

lock: $(VENV)/.dev ## write the lock files anew from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		pyproject.toml --output-file requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--group dev --extra postgres --constraint requirements.lock pyproject.toml \
		--output-file requirements-dev.lock

clean: ## remove the environment and caches
	rm -rf $(VENV) .pytest_cache .ruff_cache .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kollega needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ...")'
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked packages; the first time takes a minute or two"
	@test -f $(VENV)/.dev || $(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked packages for tests; the first time takes a minute or two"
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
