# Every target does its own set-up: a machine needs Python 3.11 or later, make, and a package index.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp

.PHONY: help demo test test-slow engines test-engines engines-stop lint types imports wheel bench goldens docs lock clean

help: ## Show the targets.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(STAMP): pyproject.toml dev.lock
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP) ## Compile a real example and show what it made.
	@BIN=$(BIN) sh examples/demo.sh

test: $(STAMP) ## Run the tests, in parallel, without the slow ones and those that need engines.
	$(BIN)/python -m pytest -q -n auto -m "not slow and not engine" $(ARGS)

test-slow: $(STAMP) ## Run the slow tests: faults, load, many cases.
	$(BIN)/python -m pytest -q -n auto -m "slow and not engine" $(ARGS)

engines: ## Install, build and start the engines: Debian 12, as root, with Go.
	@bash .ci/engines.sh start

test-engines: $(STAMP) ## Run the tests that need real engines, slow ones too; make engines starts them.
	@eval "$$(bash .ci/engines.sh env)" && $(BIN)/python -m pytest -q -n 3 -m engine $(ARGS)

engines-stop: ## End what make engines started, and remove what they kept.
	@bash .ci/engines.sh stop

lint: $(STAMP) ## ruff: rules and format.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## mypy, strict.
	$(BIN)/mypy

imports: $(STAMP) ## import-linter: who may import whom.
	$(BIN)/lint-imports

wheel: $(STAMP) ## Build the wheel, install it into an empty environment, run it there.
	BIN=$(BIN) sh .ci/wheel.sh

bench: $(STAMP) ## Measure, as ratios to an empty Python process, and print the table.
	$(BIN)/python -m benchmarks $(ARGS)

goldens: $(STAMP) ## Write the golden cases anew; read every line of the diff before you commit it.
	$(BIN)/python -m pytest -q -n auto tests/golden tests/test_examples.py --update-goldens

docs: $(STAMP) ## Write the generated reference pages anew.
	$(BIN)/python -m docs.generate

lock: $(STAMP) ## Resolve the development environment anew.
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --group dev pyproject.toml -o dev.lock

clean: ## Remove what the other targets made.
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build .cache
