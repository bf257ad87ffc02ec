# patentbridge: `make run` starts the web app, `make test` runs everything; both install what they need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# uv where it is installed, else a copy of our own beside the environment.
UV     := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
HOST   ?= 127.0.0.1
PORT   ?= 7860
# Tests run on all processors, each file in one process: what a file builds is built once. The long files come first.
AT_ONCE ?= --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test check bench lock browser postgresql clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1	/'

.uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "patentbridge needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv .uv && .uv/bin/python -m pip install --quiet uv

$(VENV)/.installed: requirements.lock pyproject.toml | $(UV)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "patentbridge needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(UV) venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV)
	@echo "Installing into $(VENV) …"
	@$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q assistant knowledge prompts ui
	@$(BIN)/patentbridge prepare
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

install: $(VENV)/.installed ## create .venv with the patentbridge command

install-dev: $(VENV)/.installed-dev

run: install ## start the web app on http://127.0.0.1:7860
	@$(BIN)/patentbridge serve --host $(HOST) --port $(PORT)

browser: # Debian's chromium for the browser tests, by apt as root or in CI; elsewhere those tests say that they skip
	@.ci/install-chromium

postgresql: # Debian's PostgreSQL for the tests of the stores, in the same way
	@.ci/install-postgresql

test: install-dev browser postgresql ## run all tests
	@$(BIN)/pytest $(AT_ONCE)

check: install-dev ## format, lint, types, imports
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: install-dev ## measure: retrieval, answers, loading (needs the measuring data, see benchmarks/README.md)
	@$(BIN)/python -m benchmarks

lock: | $(UV) ## resolve the dependencies anew into the lock files
	@$(UV) pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --quiet --group build -o requirements.lock
	@$(UV) pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --quiet --group build --group dev -c requirements.lock -o requirements-dev.lock

clean: ## remove the environment; the library in .patentbridge stays
	@rm -rf $(VENV) .uv
