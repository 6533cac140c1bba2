# One command runs the product, one tests it; `make help` lists them all.
PYTHON ?= $(shell command -v python3 || command -v python3.12 || command -v python3.11 || echo python3)
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.PHONY: help run test lint format reset bench secrets lock environment

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: export DEMO ?= 1
run: ## start the whole product with the demo organisations (PORT=8000; Ctrl-C stops it; DEMO=0 without them)
	@exec $(PYTHON) boundaries/engines/bootstrap.py run

test: ## lint, types, checks, the import contract and every test, browser included
	@exec $(PYTHON) boundaries/engines/bootstrap.py test

lint: ## the quick part of the tests: lint, types, checks and the import contract
	@exec $(PYTHON) boundaries/engines/bootstrap.py lint

format: environment ## put the Python files in the house's format
	@.venv/bin/python -m ruff check --fix --quiet . && .venv/bin/python -m ruff format --quiet .

reset: ## forget the data of this folder, after asking (CONFIRM=yes does not ask)
	@exec $(PYTHON) boundaries/engines/reset.py

bench: environment ## measure starts, memory, speed, bytes, and lists at a million reports and gift entries, and write bench/README.md
	@.venv/bin/python -m bench.measure

secrets: environment ## make the secrets that docker-compose.yml reads, in secrets/
	@.venv/bin/python -m boundaries.engines.production_secrets

lock: ## compile the requirements again, with hashes, after a change to requirements/*.in
	@exec $(PYTHON) boundaries/engines/bootstrap.py lock

environment: ## make .venv and the front-end without starting anything
	@exec $(PYTHON) boundaries/engines/bootstrap.py environment
