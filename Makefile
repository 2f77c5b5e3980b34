# waste-sim: `make` lists the verbs.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
UV ?= uv
COMPILE = $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements" $(UPGRADE)
UNCOMPILED = tests/trace tests/oracle/test_features.py -k "not no_randomness and not tens_of_thousands"

.PHONY: help
help:  ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: install
install: .venv/installed  ## make .venv with the pinned requirements and this checkout

.venv/installed: requirements/test.txt pyproject.toml
	python3 -m venv .venv
	$(BIN)/pip install -q --require-hashes -r requirements/test.txt
	$(BIN)/pip install -q --no-deps -e .
	@touch $@

.PHONY: test
test: install  ## run the tests, without the slow ones
	$(BIN)/python -m pytest -n 2

.PHONY: long
long: install  ## run the slow tests: statistics, the oracle at length, pages in a browser
	$(BIN)/python -m pytest -n 2 -m slow

.PHONY: trust
trust: install  ## gather the evidence that results can be relied on, a line per item; takes hours
	@failed=0; \
	$(BIN)/python -m pytest -n 2 -m trust || failed=1; \
	$(MAKE) --no-print-directory coverage || failed=1; \
	$(MAKE) --no-print-directory faults || failed=1; \
	exit $$failed

.PHONY: coverage
coverage: install  ## measure which lines and branches the quick tests run; what is compiled runs a second time without
	rm -f .coverage .coverage.*
	$(BIN)/python -m coverage run -m pytest -q -n 2
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m coverage run -m pytest -q -n 2 -W ignore::RuntimeWarning $(UNCOMPILED)
	$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m tests.covered

.PHONY: fuzz
fuzz: install  ## mutate scenario files for an hour (SECONDS=, SEED=) and print the seed of each that is not 0 or 3
	$(BIN)/python -m tests.input.fuzz $(or $(SECONDS),3600) $(SEED)

.PHONY: faults
faults: install  ## plant faults in a copy, one at a time, and see which test notices; goes on where it was stopped
	$(BIN)/python -m tests.planted

.PHONY: bench
bench: install  ## measure speed as ratios (YARDSTICK=folder with the reference programs)
	$(BIN)/pip install -q --no-deps -e ".[cluster]"
	$(BIN)/python -m bench.measure $(if $(YARDSTICK),--yardstick $(YARDSTICK))

.PHONY: lint
lint: install  ## check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: types
types: install  ## check types
	$(BIN)/mypy

.PHONY: format
format: install  ## format the code and mend what can be mended safely
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: ci
ci:  ## all that must pass before a commit lands on main
	.ci/run

.PHONY: sample
sample: install  ## run the minimal scenario; results in reports/minimal
	$(BIN)/waste-sim run scenarios/minimal.yaml

.PHONY: scenarios
scenarios: install  ## simulate all scenarios and write the table of their answers again
	$(BIN)/python scenarios/answers.py > scenarios/README.md.new
	mv scenarios/README.md.new scenarios/README.md

.PHONY: schema
schema: install  ## write the JSON Schema and the reference page of the scenario language again
	@mkdir -p docs/reference
	$(BIN)/waste-sim schema > scenarios/waste-sim.schema.json.new
	$(BIN)/waste-sim schema --reference > docs/reference/scenario.md.new
	mv scenarios/waste-sim.schema.json.new scenarios/waste-sim.schema.json
	mv docs/reference/scenario.md.new docs/reference/scenario.md

.PHONY: validation
validation: install  ## run the cases with known answers and write docs/validation.md again
	$(BIN)/waste-sim validate --page --lang en > docs/validation.md.new || { cat docs/validation.md.new; exit 1; }
	mv docs/validation.md.new docs/validation.md

.PHONY: requirements
requirements:  ## pin the requirements again (needs uv; UPGRADE=--upgrade for newer versions)
	$(COMPILE) -o requirements/run.txt
	$(COMPILE) -o requirements/test.txt --extra test --constraint requirements/run.txt

.PHONY: clean
clean:  ## remove the environment, caches and builds; results in reports/ stay
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find sim tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
