# One command each: run, test, lint, bench, docs, dist, clean. Everything installs itself into .venv.
.DEFAULT_GOAL := help
SHELL := /bin/sh

# The interpreter of .venv: the lowest supported one comes first, since what runs there runs on all.
# The second environment, .venv312, holds the newer Mesa; it exists only where Python 3.12 does.
PYTHON ?= $(shell sh scripts/maintenance/find_python.sh 3.11 3.12 3.13)
PYTHON312 ?= $(shell sh scripts/maintenance/find_python.sh 3.12)

GROUND := pyproject.toml constraints.txt
READY := .venv/.ready
READY312 := .venv312/.ready
BIN := .venv/bin

SCENARIO ?= scenarios/january_2024.toml
RUNS ?= 500
SEED ?= 7
WORKERS ?= 2
BENCH ?=

# $(call install,DIRECTORY,INTERPRETER): make or bring up to date one environment.
# The build back end is installed first and used from there, so that it is pinned like all else.
define install
	@if [ -z "$(2)" ]; then \
	    echo "negosim needs Python 3.11 or later with venv and ensurepip, and found none."; \
	    echo "On Debian or Ubuntu: apt-get install python3 python3-venv; or name one: make PYTHON=/path/to/python3"; \
	    exit 1; \
	fi
	@echo "installing into $(1) with $(2) (the first time takes a minute or two)"
	@test -x $(1)/bin/python || "$(2)" -m venv $(1)
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(1)/bin/python -m pip install --quiet \
	    --constraint constraints.txt hatchling editables
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(1)/bin/python -m pip install --quiet \
	    --constraint constraints.txt --no-build-isolation --editable '.[dev]'
	@touch $(1)/.ready
endef

$(READY): $(GROUND)
	$(call install,.venv,$(PYTHON))

$(READY312): $(GROUND)
	$(call install,.venv312,$(PYTHON312))

# Yardsticks live in an environment of their own; where they cannot be had, the benchmark says so.
.venv-bench/.ready: benchmarks/peers/requirements.txt $(READY)
	@$(BIN)/python -m venv .venv-bench
	@PIP_DISABLE_PIP_VERSION_CHECK=1 .venv-bench/bin/python -m pip install --quiet -r $< || \
	    { rm -rf .venv-bench; echo "the yardsticks could not be installed and are NOT measured"; }
	@test ! -d .venv-bench || touch $@

.PHONY: help install install312 run test test311 test312 lint format bench validity docs pictures dist clean

help: ## show this list
	@grep -E '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## /  make \1\t/' | expand -t 20

install: $(READY) ## make .venv with the package and everything to develop it

install312: $(READY312) ## the same for Python 3.12, in .venv312

run: $(READY) ## play the January 2024 talks and draw the figures into out/january_2024/figures
	@$(BIN)/python run_sim.py $(SCENARIO) --runs $(RUNS) --seed $(SEED)

test: test311 test312 ## run every check and test, on .venv and again on Python 3.12 where it is found

# Rules are compiled before, once: every process of the tests would do it for itself, and miss its time limits.
test311: $(READY)
	@echo "== tests on $$($(BIN)/python --version), Mesa $$($(BIN)/python -c 'import mesa; print(mesa.__version__)')"
	@$(BIN)/python scripts/maintenance/compile_rules.py
	@$(BIN)/python -m pytest -n $(WORKERS)

# The second pass leaves out what no interpreter can change: checks of the source, pages and what they show, and studies.
# What pages and studies call has tests of its own, and those run on both; so do all laws, the store, the command line,
# and all in which processes and signals have a part.
test312: test311
	@if [ -z "$(PYTHON312)" ]; then \
	    echo "== Python 3.12 was not found: the second pass of the tests was NOT run"; \
	elif $(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 12))'; then \
	    echo "== .venv is Python 3.12 already: no second pass"; \
	else \
	    $(MAKE) --no-print-directory $(READY312) && \
	    echo "== tests on $$(.venv312/bin/python --version), Mesa $$(.venv312/bin/python -c 'import mesa; print(mesa.__version__)')" && \
	    .venv312/bin/python scripts/maintenance/compile_rules.py && \
	    .venv312/bin/python -m pytest -n $(WORKERS) -m "not source"; \
	fi

lint: $(READY) ## ruff, formatting, strict mypy and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY) ## let ruff lay out the code and mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(READY) .venv-bench/.ready ## measure, and print what was measured
	@$(BIN)/python -m benchmarks.same_work
	@$(BIN)/python -m benchmarks.bench $(BENCH)
	@$(BIN)/python -m benchmarks.mesa_run
	@$(BIN)/python -m benchmarks.store
	@$(BIN)/python -m benchmarks.explorer $(filter --quick,$(BENCH))

validity: $(READY) ## measure what docs/validity.md claims, and write it; some minutes
	@$(BIN)/python -m scripts.validity

docs: $(READY) ## build the documentation site into build/site; open build/site/index.html
	@$(BIN)/python -m sphinx -q -W --keep-going -n -j $(WORKERS) -d build/doctrees docs build/site
	@echo "build/site/index.html"

pictures: $(READY) ## draw the pictures and tables that README and docs show
	@$(BIN)/python scripts/maintenance/draw_architecture.py
	@$(BIN)/python scripts/maintenance/make_docs.py
	@$(BIN)/python scripts/maintenance/make_api_reference.py

dist: $(READY) ## build the source distribution and the wheel into dist/
	@$(BIN)/python -m hatchling build --directory dist

clean: ## remove everything that make made, environments included
	rm -rf .venv .venv312 .venv-bench out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
