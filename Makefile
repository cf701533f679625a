# `make` alone lists the commands. They need git, make and Python 3.11 or later, nothing else.

PORT ?= 8000
# Not `?=`: some shells export a HOST of their own. `make serve HOST=…` works all the same.
HOST := 127.0.0.1
PYTHON ?= python3

UV_VERSION := 0.13.9
VENV := .venv
# Modules, never the scripts beside them: a script breaks when the folder is moved.
RUN := $(VENV)/bin/python -m
INSTALL := $(RUN) pip install --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
# A half-made environment must not pass for a whole one.
.DELETE_ON_ERROR:
.PHONY: help serve test bench openapi lint format docker-lint lock clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1: /p' $(MAKEFILE_LIST)

serve: $(VENV)/runtime ## compile the dataset where needed, and serve it (HOST=…, PORT=…)
	$(RUN) app serve --host $(HOST) --port $(PORT)

test: lint ## check format, style and types, then run all tests
	sh tests/system-packages
	$(RUN) pytest --numprocesses 2 --dist loadfile

SIZE := full
bench: $(VENV)/test ## measure Citewire against its peers (needs wrk; SIZE=small takes minutes)
	$(RUN) benchmarks --size $(SIZE)

openapi: $(VENV)/test ## record the OpenAPI description, the examples it shows and the cookbook
	$(RUN) tests.record_examples
	$(RUN) tests.record_cookbook

lint: $(VENV)/test ## check format, style and types
	$(RUN) ruff format --check
	$(RUN) ruff check
	$(RUN) mypy

format: $(VENV)/test ## put the code into its format
	$(RUN) ruff format
	$(RUN) ruff check --fix

docker-lint: $(VENV)/test ## check the Dockerfile
	$(VENV)/bin/hadolint Dockerfile

# The test lock follows the runtime lock, so that both fit into one environment.
# Pins are kept where they still hold; `make lock LOCK=--upgrade` renews them.
LOCK :=
lock: $(VENV)/bin/python ## pin the dependencies named in pyproject.toml
	$(INSTALL) uv==$(UV_VERSION)
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) --group build --output-file requirements-build.lock
	$(COMPILE) pyproject.toml --extra test --group build \
		--constraints requirements.lock --constraints requirements-build.lock \
		--output-file requirements-test.lock
	$(COMPILE) benchmarks/peers/requirements.in --output-file benchmarks/peers/requirements.lock

COMPILE = $(RUN) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links $(LOCK)

clean: ## remove the environment, caches and wheels; datasets in data/ stay
	rm -rf $(VENV) dist build .hypothesis .mypy_cache .pytest_cache .ruff_cache .bench/peers
	find . -name __pycache__ -prune -exec rm -rf {} +

# Each stamp is older than its lock when the lock has changed: one installation per change.
$(VENV)/runtime: requirements.lock | $(VENV)/bin/python
	@echo "Installing what Citewire needs into $(VENV)"
	@$(INSTALL) --require-hashes --requirement requirements.lock
	@touch $@

$(VENV)/test: requirements-test.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the tests need into $(VENV)"
	@$(INSTALL) --require-hashes --requirement requirements-test.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo >&2 \
		"Citewire needs Python 3.11 or later. Name one: make $(MAKECMDGOALS) PYTHON=python3.13"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo >&2 \
		"Citewire needs the venv module of Python. On Debian: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
