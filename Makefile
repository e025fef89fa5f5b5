# Set-up happens inside the targets: nothing needs to be done first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# The checks that need npm are left out without it, which is said at the end; in CI that is a fault.
NPM := $(shell command -v npm)
CHECKS := ruff mypy contracts bandit $(if $(NPM),scripts)

# uv takes seconds where pip takes a minute. Where pip alone knows the way to its packages, pip does it.
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
installed = $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes $(1) || $(PIP) $(1)

# A test waits a third of its time, for a browser or a server: three of them keep two processors at work.
AT_ONCE := $(shell $(PYTHON) -c 'import os; print(max(2, os.cpu_count() * 3 // 2))')

.PHONY: run test soak ready check ruff mypy contracts bandit scripts bench screenshots sbom lock clean

run: $(VENV)/run.stamp
	$(BIN)/python -m app

test: $(VENV)/compiled.stamp
	$(BIN)/python -m pytest --numprocesses $(AT_ONCE) --dist loadfile --no-loadscope-reorder

# The tests that look at a part of what they can, at all of it.
soak: $(VENV)/dev.stamp
	SOAK=1 $(BIN)/python -m pytest -m soak --numprocesses $(AT_ONCE) --dist worksteal --timeout 3000

# All that is installed, beside each other.
ready: $(VENV)/dev.stamp $(if $(NPM),node_modules/check.stamp)
	@:

check:
	@$(MAKE) --no-print-directory --jobs=2 ready
	@$(MAKE) --no-print-directory --jobs=2 --keep-going $(CHECKS)
ifndef NPM
	@echo "LEFT OUT: the scripts and style sheets were not checked, as npm is not installed." >&2
	@test "$$CI" != true
endif

ruff: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

mypy: $(VENV)/dev.stamp
	$(BIN)/mypy

contracts: $(VENV)/dev.stamp
	$(BIN)/lint-imports --no-cache

bandit: $(VENV)/dev.stamp
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml app

scripts: $(VENV)/dev.stamp node_modules/check.stamp
	node_modules/.bin/biome lint --error-on-warnings
	$(BIN)/python -m tests.scripts_checked

bench: $(VENV)/dev.stamp
	$(BIN)/python -m bench

# The pictures of the README, and of each state of the console for people to look at (pictures/states).
screenshots: $(VENV)/dev.stamp
	$(BIN)/python -m bench.screenshots

# What the console runs on, for scanners: a CycloneDX list of the pinned packages with their hashes.
sbom: $(VENV)/dev.stamp
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --output-file sbom.json requirements.txt

# Pins every package, with hashes, from the .in files.
LOCK := $(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11

lock: $(BIN)/uv
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	$(LOCK) requirements-uv.in -o requirements-uv.txt

clean:
	rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(BIN)/uv: requirements-uv.txt | $(BIN)/python
	$(PIP) --no-compile -r requirements-uv.txt
	touch $@

# What Python compiles is compiled by whoever imports it first: most modules never are.
$(VENV)/run.stamp: requirements.txt $(BIN)/uv
	$(call installed,-r requirements.txt)
	touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt $(BIN)/uv
	$(call installed,-r requirements.txt -r requirements-dev.txt)
	touch $(VENV)/run.stamp $@

# Once after set-up: else each of the processes that test at once compiles all of it anew.
$(VENV)/compiled.stamp: $(VENV)/dev.stamp
	-$(BIN)/python -m pytest --collect-only -q >/dev/null
	touch $@

node_modules/check.stamp: package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	touch $@
