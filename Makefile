# `make app` and `make test` do all the set-up on a machine with Python 3.11 or newer.
PYTHON ?= python3
ARCHIVE ?= data/archive
BIN := .venv/bin
# Two at a time, a file each: more would need a model's memory more.
PARALLEL := -n 2 --dist loadfile --no-loadscope-reorder
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: app test quick check bench screenshots clean

.venv/.app: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) torch
	$(INSTALL) -e .
	touch $@

.venv/.dev: .venv/.app
	$(INSTALL) -e '.[dev]'
	touch $@

# The sample is built where no archive is named; one that you name is opened as it is.
app: .venv/.app
ifeq ($(ARCHIVE),data/archive)
	$(BIN)/kg build data/sample --archive $(ARCHIVE)
endif
	$(BIN)/kg app --archive $(ARCHIVE)

test: .venv/.dev
	$(BIN)/pytest $(PARALLEL)

quick: .venv/.dev
	$(BIN)/pytest $(PARALLEL) -m 'not slow and not browser'

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m ingest.gazetteer
	$(BIN)/pytest $(PARALLEL)

screenshots: .venv/.dev
	$(BIN)/python benchmarks/screenshots.py docs/pictures

clean:
	rm -rf .venv data/archive .pytest_cache .mypy_cache .ruff_cache .hypothesis
