# `make demo` and `make test` are all the set-up there is: each builds its own environment when it is missing or old.
# Needed: make, and Python 3.11 or newer with pip (another than python3: `make test PYTHON=python3.12`).

PYTHON ?= python3
OUT ?= kerascope-demo
export TF_CPP_MIN_LOG_LEVEL ?= 3
export MPLBACKEND ?= Agg

TEST := .venv
DEMO := .venv-demo
DOCS := .venv-docs
BACKENDS := tensorflow jax torch
BENCH_BACKEND ?= jax
# Test processes side by side. With Keras in it each takes up to 4 GB of memory: `make test JOBS=1` on a small machine.
JOBS ?= 2
PYTEST := $(TEST)/bin/python -m pytest -q --numprocesses $(JOBS) --dist worksteal

.PHONY: demo test check docs bench kinds build clean $(BACKENDS:%=test-%)

demo: $(DEMO)/.made
	KERAS_BACKEND=jax $(DEMO)/bin/kerascope demo -o $(OUT)

# One after the other, whatever -j says: a backend takes all cores and gigabytes of memory.
test: check
	$(PYTEST) -m "not keras"
	set -e; for backend in $(BACKENDS); do $(MAKE) --no-print-directory test-$$backend; done

$(BACKENDS:%=test-%): test-%: $(TEST)/.made
	@echo "Tests on $*"
	KERAS_BACKEND=$* $(PYTEST) -m keras

check: $(TEST)/.made
	$(TEST)/bin/ruff check .
	$(TEST)/bin/ruff format --check .
	$(TEST)/bin/mypy
	$(TEST)/bin/lint-imports
	$(TEST)/bin/python -m kerascope.diagnose

docs: $(DOCS)/.made
	$(DOCS)/bin/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "The docs: docs/_build/html/index.html"

bench: $(TEST)/.made
	KERAS_BACKEND=$(BENCH_BACKEND) $(TEST)/bin/python -m benchmarks

# The table of what works on which backend, from a run of its tests.
kinds: $(TEST)/.made
	rm -rf build/kinds
	for backend in $(BACKENDS); do \
	  KERASCOPE_KINDS=build/kinds KERAS_BACKEND=$$backend $(TEST)/bin/python -m pytest -q tests/read/test_kinds.py; done
	$(TEST)/bin/python -m tests.read.kinds build/kinds docs/kinds.md

build: $(TEST)/.made
	rm -rf dist
	$(TEST)/bin/python -m build --outdir dist

clean:
	rm -rf build dist docs/_build docs/causes docs/auto_gallery kerascope-demo

# An environment is (re)made when what it is made from is newer; one that is there already is kept and completed.
$(TEST)/.made $(DEMO)/.made $(DOCS)/.made: pyproject.toml requirements/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kerascope needs Python 3.11 or newer")'
	test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/$(REQUIREMENTS).txt
	touch $@

$(TEST)/.made: requirements/test.txt
$(DEMO)/.made: requirements/demo.txt
$(DOCS)/.made: requirements/docs.txt
$(TEST)/.made: REQUIREMENTS := test
$(DEMO)/.made: REQUIREMENTS := demo
$(DOCS)/.made: REQUIREMENTS := docs
