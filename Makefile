# Two commands do everything: `make demo` and `make test`. `make setup` makes the environment alone.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
DEMO   ?= demo
STAMP  := $(VENV)/.doclora-installed

.PHONY: setup demo test test-slow test-browser test-gpu lint types imports check clean

setup: $(STAMP)

# torch first and alone, at the tested version: a CPU build is taken where the index has one.
$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("doclora needs Python 3.10 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 10) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[all,dev]'
	touch $(STAMP)

demo: setup
	$(BIN)/doclora run examples/*.pdf -o $(DEMO)

test: setup
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadscope

test-slow: setup
	$(BIN)/python -m pytest -m slow --timeout 1800

test-browser: setup
	$(BIN)/python -m pytest -m browser

test-gpu: setup  # on a machine with a CUDA device
	$(BIN)/python -m pytest -m gpu

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

# Exactly what CI runs.
check: lint types imports test test-slow test-browser

clean:
	rm -rf $(VENV) $(DEMO) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
