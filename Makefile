# Every target makes what it needs by itself: the virtual environment in .venv, the servers in the user's cache folder.

.DEFAULT_GOAL := help
.PHONY: help demo test test-all quick unit integration scenarios chaos guards containers nightly bench bench-full bench-starts bench-definitions bench-fleet check format docs docs-site man lock clean

PYTHON_OF_VENV := .venv/bin/python
PYTEST := $(PYTHON_OF_VENV) -m pytest --quiet
# Which worker runs what: tests/scheduling.py.
SEVERAL_AT_ONCE := --numprocesses 2 --dist loadscope
QUICK := tests/unit tests/architecture tests/docs
WITHOUT_SERVERS := $(QUICK) tests/model
WITH_SERVERS := tests/integration tests/scenarios tests/properties tests/chaos
BY_CHANCE := statistical or seeded or hypothesis or browser or index

SPHINX := .venv-docs/bin/python -m sphinx --quiet --fail-on-warning --keep-going -d build/doctrees

# PYTHON chooses the Python that .venv is made with.
export PYTHON
# The tests start the command hundreds of times: compiled once, it is there in half the time.
unexport PYTHONDONTWRITEBYTECODE

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.made-from ## Watch a table with traffic being altered, on private servers
	@.venv/bin/online-alter demo

test: .venv/.made-from ## Run the gate: all tests whose outcome is the same each time, on MySQL 9.7 and MariaDB 10.11
	@ONLINEALTER_TEST_SERVERS=mysql,mariadb-10.11 $(PYTEST) $(SEVERAL_AT_ONCE) $(WITHOUT_SERVERS) $(WITH_SERVERS)

test-all: .venv/.made-from ## Run the same tests on MySQL 9.7, MariaDB 10.11 and MariaDB 11.8
	@ONLINEALTER_TEST_SERVERS=mysql,mariadb-10.11,mariadb $(PYTEST) $(SEVERAL_AT_ONCE) $(WITHOUT_SERVERS) $(WITH_SERVERS)

quick: .venv/.made-from ## Run the tests that need no server and little time (under a minute): for the loop while writing
	@$(PYTEST) --numprocesses 2 $(QUICK)

unit: .venv/.made-from ## Run all tests that need no server, the model of all crash points too (some minutes)
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

bench-starts: .venv/.made-from ## Measure commands that have little to do, in turn with the last release's (BESIDE=COMMIT for another's)
	@$(PYTHON_OF_VENV) -m tests.benchmarks starts --beside "$(BESIDE)"

bench-definitions: .venv/.made-from ## Measure changes that the server makes by itself on 2,000,000 rows beside eight writers, on MySQL 9.7 and MariaDB 10.11
	@$(PYTHON_OF_VENV) -m tests.benchmarks definitions

bench-fleet: .venv/.made-from ## Measure status and run of 200 shards on two servers, and the status of 2,000
	@$(PYTHON_OF_VENV) -m tests.benchmarks fleet

containers: .venv/.made-from ## Run the tests that need a container engine (2 minutes; as root it starts one of its own, else set DOCKER_HOST)
	@$(PYTHON_OF_VENV) -m tests.containers $(CONTAINERS)

nightly: .venv/.made-from ## Run what depends on chance or needs chromium: rates, times, KILLs that have to hit, 300 tables made at random, 10,000 comparisons
	@seed=$${ONLINEALTER_SEED:-$$($(PYTHON_OF_VENV) -c 'import random; print(random.SystemRandom().randrange(1, 10**9))')}; \
	echo "ONLINEALTER_SEED=$$seed make nightly  # makes the same choices"; \
	ONLINEALTER_SEED=$$seed ONLINEALTER_PROPERTY_EXAMPLES=300 ONLINEALTER_COMPARISONS=10000 \
	$(PYTEST) --numprocesses 2 --dist loadscope -m "$(BY_CHANCE)" tests/unit $(WITH_SERVERS) && $(MAKE) docs-site man

check: .venv/.made-from ## Look at style, types and generated docs
	@$(PYTHON_OF_VENV) -m ruff check --quiet
	@$(PYTHON_OF_VENV) -m ruff format --check --quiet
	@$(PYTHON_OF_VENV) -m mypy --strict
	@$(PYTHON_OF_VENV) -m tests.docs.generate --check

format: .venv/.made-from ## Put the source in its one format
	@$(PYTHON_OF_VENV) -m ruff check --fix --quiet
	@$(PYTHON_OF_VENV) -m ruff format --quiet

docs: .venv/.made-from ## Make the generated pages of docs/ again
	@$(PYTHON_OF_VENV) -m tests.docs.generate

docs-site: .venv-docs/.made-from ## Build docs/ as a site in build/site; warnings are errors
	@$(SPHINX) -b html docs build/site

man: .venv-docs/.made-from ## Build the man pages in build/man
	@$(SPHINX) -b man docs build/man

lock: ## Choose the newest versions of all tools, into tests/requirements.lock
	@.ci/choose-versions

clean: ## Take away the virtual environment and what tools keep
	@rm -rf .venv .venv-docs .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.made-from: tests/requirements.lock pyproject.toml .ci/make-environment
	@.ci/make-environment

# Sphinx isn't among the tools of the gate.
.venv-docs/.made-from: pyproject.toml
	@$(or $(PYTHON),python3) -m venv --clear .venv-docs
	@.venv-docs/bin/python -m pip install --quiet --disable-pip-version-check -e '.[docs]'
	@touch $@
