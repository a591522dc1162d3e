# demo: a dataset under ./out; test, test-slow, lint: what .ci/run calls; bench: tables of speed;
# catalogue: CLIPS written clips of every edge case, or of ONLY, checked from their files; rates in benchmarks/catalogue.
# Everything is installed into .venv; PYTHON chooses the interpreter (3.11) that makes it.
PYTHON ?= $(firstword $(shell command -v python3.11 python3))
VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= out/demo
ONLY ?=
CLIPS ?= 20
# Whole files, so that fixtures of a file are made once; in their order, else those of few but long tests come last.
SIDE_BY_SIDE ?= -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --durations=15

.PHONY: demo test test-slow lint bench catalogue clean

demo: $(VENV)/.installed
	$(BIN)/swerve clips=2 frames=10 out=$(OUT)
	$(BIN)/swerve preview clips=2 frames=10 out=$(OUT)
	@echo "look at: $(OUT)-preview/contact_sheet.png, $(OUT)/kitti/training/image_2, $(OUT)/coco, $(OUT)/record/clips.jsonl"

test: $(VENV)/.installed-dev
	$(BIN)/pytest $(SIDE_BY_SIDE) -m "not slow"

# pytest's status 5: no test is marked slow yet.
test-slow: $(VENV)/.installed-dev
	$(BIN)/pytest $(SIDE_BY_SIDE) -m slow || test $$? -eq 5

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed
	$(BIN)/python -m benchmarks.run $(ONLY)

catalogue: $(VENV)/.installed-dev
	$(BIN)/pytest -n auto --maxprocesses 4 -m slow tests/test_catalogue_written.py --clips $(CLIPS) -k "$(ONLY)" --rates benchmarks/catalogue

clean:
	rm -rf $(VENV) build *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "installing into $(VENV): some minutes, and 1.2 GB of disk"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	@echo "installing into $(VENV): some minutes, and 1.2 GB of disk"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $@ $(VENV)/.installed
