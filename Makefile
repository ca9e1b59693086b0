# Every target makes what it needs by itself: the virtual environment in .venv, the servers in the user's cache folder.

.DEFAULT_GOAL := help
.PHONY: help demo test test-all unit integration scenarios chaos guards nightly bench bench-full check format docs lock clean

PYTHON_OF_VENV := .venv/bin/python
PYTEST := $(PYTHON_OF_VENV) -m pytest --quiet
WITHOUT_SERVERS := tests/unit tests/architecture tests/docs
WITH_SERVERS := tests/integration tests/scenarios tests/properties tests/chaos

# PYTHON chooses the Python that .venv is made with.
export PYTHON

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.made-from ## Watch a table with traffic being altered, on private servers
	@.venv/bin/online-alter demo

test: .venv/.made-from ## Run all tests, on MySQL 9.7 and MariaDB 10.11
	@ONLINEALTER_TEST_SERVERS=mysql,mariadb-10.11 $(PYTEST) --numprocesses 2 $(WITHOUT_SERVERS) $(WITH_SERVERS)

test-all: .venv/.made-from ## Run all tests, on MySQL 9.7, MariaDB 10.11 and MariaDB 11.8
	@ONLINEALTER_TEST_SERVERS=mysql,mariadb-10.11,mariadb $(PYTEST) --numprocesses 2 $(WITHOUT_SERVERS) $(WITH_SERVERS)

unit: .venv/.made-from ## Run the tests that need no server
	@$(PYTEST) $(WITHOUT_SERVERS)

integration: .venv/.made-from ## Run the tests of single parts on servers
	@$(PYTEST) tests/integration

scenarios: .venv/.made-from ## Run the scenarios: each lives an alteration's whole life
	@$(PYTHON_OF_VENV) -m tests.scenarios

chaos: .venv/.made-from ## Alter tables under heavy writes while tool, connections and servers are killed (15 minutes; CHAOS="--seed 7 …")
	@$(PYTHON_OF_VENV) -m tests.chaos $(CHAOS)

guards: .venv/.made-from ## Take out each guard of a promise once, and see its test fail (15 minutes; GUARDS="3 binlog …")
	@$(PYTHON_OF_VENV) -m tests.guards $(GUARDS)

bench: .venv/.made-from ## Measure ours against the others within a quarter of an hour; writes docs/benchmarks.md
	@$(PYTHON_OF_VENV) -m tests.benchmarks measure --suite quick --minutes 14

bench-full: .venv/.made-from ## Measure everything, on MySQL 9.7 and MariaDB 10.11; takes hours
	@$(PYTHON_OF_VENV) -m tests.benchmarks measure --suite full --servers mysql,mariadb-10.11

nightly: .venv/.made-from ## Alter 300 tables made at random, and compare 10,000 chunks while rows are written
	@ONLINEALTER_PROPERTY_EXAMPLES=300 ONLINEALTER_COMPARISONS=10000 $(PYTEST) --numprocesses 2 tests/properties

check: .venv/.made-from ## Look at style, types and generated docs
	@$(PYTHON_OF_VENV) -m ruff check --quiet
	@$(PYTHON_OF_VENV) -m ruff format --check --quiet
	@$(PYTHON_OF_VENV) -m mypy --strict
	@$(PYTHON_OF_VENV) -m tests.docs.generate --check

format: .venv/.made-from ## Put the source in its one format
	@$(PYTHON_OF_VENV) -m ruff check --fix --quiet
	@$(PYTHON_OF_VENV) -m ruff format --quiet

docs: .venv/.made-from ## Make the generated pages of docs/ anew
	@$(PYTHON_OF_VENV) -m tests.docs.generate

lock: ## Choose the newest versions of all tools, into tests/requirements.lock
	@.ci/choose-versions

clean: ## Take away the virtual environment and what tools keep
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.made-from: tests/requirements.lock pyproject.toml .ci/make-environment
	@.ci/make-environment
