# Two commands set everything up on a fresh machine: `make demo` and `make test`.
# They need a Python from 3.10 up with venv, git, and a package registry that pip knows.

PYTHON ?= python3
VENV := .venvs/tools
BIN := $(VENV)/bin

.PHONY: demo test lint bench forms clean

# What a user sees: the findings on a small tree in the middle of a migration.
demo: $(VENV)/installed
	@echo '$$ cd examples && ssot check .'
	@cd examples && ../$(BIN)/ssot check . ; test $$? -eq 1
	@echo
	@echo '$$ cd examples && flake8 --select SOT .      (the same, inside flake8)'
	@cd examples && ../$(BIN)/flake8 --select SOT --count . | tail -n 1
	@echo
	@echo '$$ cd examples && ssot fix --diff .'
	@cd examples && ../$(BIN)/ssot fix --diff . ; test $$? -eq 1

# Every interpreter present, 3.10 to 3.13; ARGS goes to pytest.
test:
	$(PYTHON) tools/matrix.py $(ARGS)

lint: $(VENV)/installed
	$(BIN)/ruff format --check src tests tools benchmarks
	$(BIN)/ruff check src tests tools benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/flake8 --select SOT src tests tools
	$(BIN)/ssot check --quiet
	$(BIN)/ssot rules test

# TREE=path: the tree to measure on (default: the standard library and site-packages).
bench: $(VENV)/installed
	$(BIN)/python benchmarks/run.py $(if $(TREE),--tree $(TREE))

# The table of docs/forms.md: every form, and what other linters see of it.
forms: $(VENV)/installed
	$(BIN)/python benchmarks/forms.py --write docs/forms.md

$(VENV)/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,lint]'
	touch $@

clean:
	rm -rf .venvs build src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .coverage*
