# `make demo` and `make test` are all that a fresh machine with Python and Terraform needs.

PYTHON ?= python3
PIP     = -m pip install --quiet --quiet --no-compile --disable-pip-version-check --require-hashes

# Where a Terraform CLI configuration is expected and missing, one for this machine's providers is written.
ifneq ($(TF_CLI_CONFIG_FILE),)
ifeq ($(wildcard $(TF_CLI_CONFIG_FILE)),)
export TF_CLI_CONFIG_FILE := $(shell .ci/terraform-config)
endif
endif

# Terraform and its provider would spend a third of their time on collecting garbage.
export GOGC ?= 800
export GOMEMLIMIT ?= 2GiB

.DEFAULT_GOAL := help
.PHONY: help demo test beside-emulator beside-lambdas beside-tools beside-terraform check unit unit-of-lambdas unit-of-tools modules plan e2e fuzz build format release bench simulate venvs clean terraform

help: ## What can be done here
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv-demo/installed .venv-emulator/installed ## Apply, tag, watch, expire, destroy on the emulator; KEEP=1 leaves it up, SYSTEM=list names others
	@KEEP=$(KEEP) .venv-demo/bin/python -m examples.demo $(SYSTEM:%=--system %)

# The emulator's layer takes longest, as it waits for the provider; the others fit beside it, and step back a little.
test: ## Checks, and four layers of tests
	+@$(MAKE) --no-print-directory -j 2 .venv/installed .venv-emulator/installed .venv-checkov/installed
	+@$(MAKE) --no-print-directory -j 4 $(SYNC) beside-emulator beside-lambdas beside-tools beside-terraform

SYNC = $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
# Each with a make of its own: they share no jobs, and none waits for the end of another before it begins.
LANE = MAKEFLAGS= $(1) $(MAKE) --no-print-directory
BESIDE = $(call LANE,nice -n 5)

beside-emulator:
	@$(call LANE) e2e

beside-lambdas:
	@$(BESIDE) check unit-of-lambdas

beside-tools:
	@$(BESIDE) unit-of-tools

beside-terraform:
	@$(BESIDE) plan modules

check: terraform .venv/installed ## Format, lint, types, artefacts and docs are as they should be
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/python build.py --check
	terraform fmt -check -recursive .
	.venv/bin/python -m analytics.columns --check
	.venv/bin/python -m docs.reference --check
	.venv/bin/python -m docs.metrics --check
	.venv/bin/python -m docs.catalogue --check
	.venv/bin/python -m docs.checks --check
	.venv/bin/python -m docs.graph --check
	.venv/bin/python -m docs.versions --check
	.venv/bin/python -m simulations.report --check
	.venv/bin/sqlfluff lint --processes 2 --disable-progress-bar analytics/views analytics/report/queries

unit: unit-of-lambdas unit-of-tools ## Rules, flows, adapters and handlers in Python, without network

unit-of-lambdas: .venv/installed
	.venv/bin/pytest $(TRACED) --cov --cov-report=term:skip-covered

unit-of-tools: .venv/installed
	.venv/bin/pytest tests/unit $(TRACED:%=--ignore=%)

# Tracing doubles what a test costs: only the tests of what goes to Lambda, and of the checks, are traced; they cover all of it.
# One process each: both cores have work by other layers, and a second would import and collect all of it anew.
TRACED = $(wildcard $(patsubst lambda_src/%/,tests/unit/%,$(wildcard lambda_src/*/))) tests/unit/checks tests/unit/test_budgets.py

modules: terraform ## Every module with a mocked provider
	terraform init -backend=false -input=false -test-directory=tests/modules > /dev/null
	$(PYTHON) -m tests.modules.one_provider

plan: terraform .venv/installed .venv-emulator/installed .venv-checkov/installed ## Plans as data, with the real provider
	.venv/bin/pytest tests/plan

e2e: terraform .venv/installed .venv-emulator/installed ## The whole path on the emulator
	.venv/bin/pytest tests/e2e -n 3 --dist loadfile # most of it is waiting for the provider

fuzz: .venv/installed ## Payloads that nobody meant, for FUZZ_SECONDS (60)
	.venv/bin/pytest tests/fuzz

build: .venv/installed ## Rebuild dist/ after a change in lambda_src/, and the generated tables
	.venv/bin/python build.py
	.venv/bin/python -m analytics.columns
	.venv/bin/python -m docs.reference
	.venv/bin/python -m docs.metrics
	.venv/bin/python -m docs.catalogue
	.venv/bin/python -m docs.checks
	.venv/bin/python -m docs.graph
	.venv/bin/python -m docs.versions
	.venv/bin/python -m simulations.report
	.venv/bin/python -m benchmarks.page

release: .venv/installed ## Build the folder of a release: VERSION=0.1.0
	.venv/bin/python -m release "$(VERSION)" --into $(or $(INTO),.build/releases)

format: .venv/installed ## Format everything
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .
	terraform fmt -recursive .

bench: terraform .venv-bench/installed .venv-emulator/installed ## Measure for an hour at most; prints numbers and ratios
	.venv-bench/bin/python -m benchmarks

simulate: .venv-bench/installed ## A blast on paper, and what a million touches cost
	.venv-bench/bin/python -m simulations
	.venv-bench/bin/python -m simulations.cost

terraform:
	@command -v terraform > /dev/null || { echo "Terraform was not found: install Terraform 1.11 or newer"; exit 1; }

VENVS = .venv .venv-demo .venv-emulator .venv-checkov
venvs: $(VENVS:%=%/installed) ## The virtual environments

.venv/installed: requirements/dev.txt
.venv-demo/installed: requirements/demo.txt
.venv-emulator/installed: requirements/emulator.txt
.venv-checkov/installed: requirements/checkov.txt
.venv-bench/installed: requirements/bench.txt
$(VENVS:%=%/installed) .venv-bench/installed:
	$(call make_venv,PIP_PYTHON=$(@D)/bin/python .venv-pip/bin/python)
$(VENVS:%=%/installed) .venv-bench/installed: | .venv-pip/installed

.venv-pip/installed: requirements/pip.txt
	$(call make_venv,$(@D)/bin/python)

define make_venv
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: set PYTHON=python3.x")'
$(PYTHON) -m venv --clear $(@D)
$(1) $(PIP) -r $<
@touch $@
endef

clean: ## Remove what was made here
	rm -rf .venv .venv-* .build .pytest_cache .mypy_cache .ruff_cache .hypothesis .terraform
