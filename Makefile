# demo: a dataset under ./out; test, test-slow, lint: what .ci/run calls; bench: tables of speed;
# test-formats: what others' readers make of our files, in an environment of its own that lies over .venv;
# test-ray: executor=ray with real clusters, likewise;
# test-cloud: datasets in buckets, on a server of S3's language that runs here, likewise;
# test-torch: PyTorch's datasets, likewise (PyTorch's default build brings CUDA: some gigabytes);
# catalogue: CLIPS written clips of every edge case, or of ONLY, checked from their files; rates in benchmarks/catalogue.
# Everything is installed into .venv; PYTHON chooses the interpreter (3.11) that makes it.
PYTHON ?= $(firstword $(shell command -v python3.11 python3))
VENV ?= .venv
BIN := $(VENV)/bin
READERS := $(VENV)-readers
TORCH := $(VENV)-torch
RAY := $(VENV)-ray
CLOUD := $(VENV)-cloud
OUT ?= out/demo
ONLY ?=
CLIPS ?= 20
# Whole files, so that fixtures of a file are made once; in their order, else those of few but long tests come last.
SIDE_BY_SIDE ?= -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --durations=15

.PHONY: demo test test-slow test-formats test-ray test-cloud test-torch lint bench catalogue clean

demo: $(VENV)/.installed
	$(BIN)/swerve clips=2 frames=10 out=$(OUT)
	$(BIN)/swerve preview clips=2 frames=10 out=$(OUT)
	@echo "look at: $(OUT)-preview/contact_sheet.png, $(OUT)/kitti/training/image_2, $(OUT)/coco, $(OUT)/record/clips.jsonl"

test: $(VENV)/.installed-dev
	$(BIN)/pytest $(SIDE_BY_SIDE) -m "not slow"

test-slow: $(VENV)/.installed-dev test-formats test-ray test-cloud
	$(BIN)/pytest $(SIDE_BY_SIDE) -m slow

test-formats: $(READERS)/.installed
	$(READERS)/bin/python -m pytest $(SIDE_BY_SIDE) -m "not slow" tests/exporters

test-ray: $(RAY)/.installed
	$(RAY)/bin/python -m pytest -m "not slow" tests/simulator/test_ray_executor.py

test-cloud: $(CLOUD)/.installed
	$(CLOUD)/bin/python -m pytest tests/simulator/object_store

test-torch: $(TORCH)/.installed
	$(TORCH)/bin/python -m pytest -m "not slow" tests/simulator/test_torch_data.py

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
	rm -rf $(VENV) $(READERS) $(RAY) $(CLOUD) $(TORCH) build *.egg-info

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

# Above .venv, so that nothing is installed twice; what the readers pin (OpenCV 4, say) hides .venv's own.
# nuscenes-devkit asks for numpy 1 and TrackEval for a second OpenCV, which neither needs.
$(READERS)/.installed: pyproject.toml Makefile | $(VENV)/.installed-dev
	$(BIN)/python -m venv --clear $(READERS)
	$(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" > $$(echo $(READERS)/lib/python3*/site-packages)/below.pth
	$(READERS)/bin/python -m pip install --quiet --disable-pip-version-check \
		$$($(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['test-formats'])") \
		pyquaternion cachetools fire scikit-learn
	$(READERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps nuscenes-devkit==1.2.0 descartes==1.1.0 trackeval==1.3.0 cityscapesscripts==2.3.0
	touch $@

$(RAY)/.installed: pyproject.toml Makefile | $(VENV)/.installed-dev
	$(BIN)/python -m venv --clear $(RAY)
	$(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" > $$(echo $(RAY)/lib/python3*/site-packages)/below.pth
	$(RAY)/bin/python -m pip install --quiet --disable-pip-version-check \
		$$($(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['ray'])")
	touch $@

$(CLOUD)/.installed: pyproject.toml Makefile | $(VENV)/.installed-dev
	$(BIN)/python -m venv --clear $(CLOUD)
	$(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" > $$(echo $(CLOUD)/lib/python3*/site-packages)/below.pth
	$(CLOUD)/bin/python -m pip install --quiet --disable-pip-version-check \
		$$($(BIN)/python -c "import tomllib; of = tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']; print(*of['cloud'], *of['test-cloud'])")
	touch $@

$(TORCH)/.installed: pyproject.toml Makefile | $(VENV)/.installed-dev
	$(BIN)/python -m venv --clear $(TORCH)
	$(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" > $$(echo $(TORCH)/lib/python3*/site-packages)/below.pth
	$(TORCH)/bin/python -m pip install --quiet --disable-pip-version-check torch
	touch $@
