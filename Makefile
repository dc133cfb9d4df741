# One command each. `make help` lists them.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-system serve grade test test-all check bench stubs clean

help: ## list these commands
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.serving ## make .venv with what serving needs

setup-dev: $(VENV)/.development ## the same, and what testing needs

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; name one: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python has no venv module; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

LAUNCHER := setup.py $(wildcard sandbox/launcher/*.[ch]) sandbox/launcher/Makefile

$(VENV)/.serving: pyproject.toml $(LAUNCHER) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.development: pyproject.toml $(LAUNCHER) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@# its client is tested against; what it depends on (ray, torch) is not needed for that
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps 'verl>=0.9.1,<0.10'
	@touch $@ $(VENV)/.serving

setup-system: ## install bubblewrap, a C compiler and the languages of the sandbox (Debian, Ubuntu; as root)
	tools/setup_system.sh

serve: setup ## serve HTTP on 8080 and gRPC on 50051, on this machine only
	$(BIN)/cascade-rewards serve

grade: setup ## grade the example rollouts, and compare with what each expects
	$(BIN)/cascade-rewards grade examples/rollouts/math.jsonl --check-expected
	$(BIN)/cascade-rewards grade examples/rollouts/code.jsonl --check-expected
	$(BIN)/cascade-rewards grade examples/rollouts/structured.jsonl --check-expected
	$(BIN)/cascade-rewards grade examples/rollouts/tools.jsonl --check-expected
	$(BIN)/cascade-rewards grade examples/rollouts/choice.jsonl --check-expected
	$(BIN)/cascade-rewards grade examples/rollouts/instructions.jsonl --check-expected

# what needs no quiet machine runs on all cores; the others look at time, memory and processes
TOGETHER := tests/unit tests/conformance tests/hostile/test_instructions_hostile.py tests/hostile/test_answers_of_data.py
ON_ALL_CORES := -n auto --maxprocesses 8 --dist loadfile $(TOGETHER)
ALONE := $(addprefix --ignore=,$(TOGETHER))

test: setup-dev ## run the tests (some minutes)
	$(BIN)/python -m pytest -m 'not docker' $(ON_ALL_CORES)
	$(BIN)/python -m pytest -m 'not docker' $(ALONE)

test-all: setup-dev ## the same, and those that need a Docker engine
	tools/docker_engine.sh
	$(BIN)/python -m pytest $(ON_ALL_CORES)
	$(BIN)/python -m pytest $(ALONE)

check: setup-dev ## lint, format, types, who imports whom, generated stubs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	PYTHON=$(PYTHON) tools/generate_stubs.sh --check

bench: setup-dev ## compare with what a user would pick instead
	$(BIN)/python -m benchmarks

stubs: setup-dev ## generate the gRPC stubs anew from the .proto
	PYTHON=$(PYTHON) tools/generate_stubs.sh

clean: ## remove the environment and caches
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
	  .hypothesis .schemathesis
	find gateway trainer_client verifiers tests -name __pycache__ -type d -prune -exec rm -rf {} +
