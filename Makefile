# Each target sets up .venv by itself; `make help` lists them.
PYTHON ?= python3
COURSE_LANGUAGE ?= en
LAB ?= $(CURDIR)/lab
VENV := .venv
PY := $(VENV)/bin/python
# Two workers that each take one core: more threads only get into each other's way.
export OMP_NUM_THREADS ?= 1
export PYTHONUTF8 := 1
unexport VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help demo test test-long lint lab build check site release mutation seeds bench lock clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

# uv installs what requirements.lock names, hashes checked; it is put into .venv where it is missing.
$(VENV)/.ready: requirements.lock pyproject.toml autograde/pyproject.toml
	@echo "Setting up $(VENV) with uv (once; some 5 GB, most of it PyTorch) ..."
	@if command -v uv >/dev/null 2>&1; then \
	    uv venv --quiet --clear --python "$(PYTHON)" $(VENV) && UV=uv; \
	  else \
	    echo "uv is missing: installing it into $(VENV)" && \
	    $(PYTHON) -m venv --clear $(VENV) && $(PY) -m pip install --quiet uv && UV=$(VENV)/bin/uv; \
	  fi && \
	  $$UV pip install --quiet --compile-bytecode --python $(PY) --require-hashes -r requirements.lock && \
	  $$UV pip install --quiet --python $(PY) --no-deps --editable . --editable ./autograde
	@touch $@

demo: $(VENV)/.ready  ## a made-up class hands in, is graded, and gets what it must
	$(PY) -m build_tools.demo

test: $(VENV)/.ready lint  ## lint, build check, unit tests, answer banks, every notebook executed
	$(PY) -m build_tools.run_tests

test-long: $(VENV)/.ready  ## banks of attacks, runs killed and started again, a JupyterHub
	$(PY) -m pytest -q -m long tests

lint: $(VENV)/.ready  ## ruff's rules and format, types, and which way imports may go
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo 2>/dev/null || $(VENV)/bin/lint-imports

lab: $(VENV)/.ready  ## JupyterLab on lectures and exercises (COURSE_LANGUAGE=ja for Japanese)
	@$(PY) -m build_tools.lab "$(LAB)/$(COURSE_LANGUAGE)" "$(COURSE_LANGUAGE)"
	cd "$(LAB)/$(COURSE_LANGUAGE)" && "$(CURDIR)/$(VENV)/bin/jupyter" lab

build: $(VENV)/.ready  ## make notebooks, source and release from the lessons
	$(PY) -m build_tools build

check: $(VENV)/.ready  ## compare what is built with the lessons
	$(PY) -m build_tools check

site: $(VENV)/.ready  ## the lectures as a web site, in both languages, in dist/site
	$(PY) -m build_tools.site

release: $(VENV)/.ready  ## a zip for each assignment and language, for students, in dist/
	$(PY) -m build_tools.release_zips

mutation: $(VENV)/.ready  ## change every solution in one place at a time: do the checks notice?
	$(PY) -m build_tools.mutation

seeds: $(VENV)/.ready  ## grade every right answer with many seeds: does one ever fail?
	$(PY) -m build_tools.seeds

bench: $(VENV)/.ready  ## stock nbgrader, this project and the floor; time against size
	$(PY) -m benchmarks
	$(PY) -m benchmarks.sizes

lock:  ## resolve requirements.lock and environment.yml from pyproject.toml anew
	$$(command -v uv || echo $(VENV)/bin/uv) pip compile --quiet --universal --generate-hashes --no-header --all-extras \
	  --python-version 3.11 pyproject.toml autograde/pyproject.toml -o requirements.lock
	$(PY) -m build_tools.environment

clean:  ## remove the environment and caches; never what students handed in or what they got
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
