# Paths are relative and every tool runs as `python -m`, so that the folder may lie anywhere, under any name.

python := .venv/bin/python
UV ?= uv
# One file for every version and system; without --python-version it would serve only those from .python-version on.
compile = $(UV) pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
	--custom-compile-command "make requirements"

.DEFAULT_GOAL := help
.PHONY: help demo test endure check bench docs reference requirements clean venv

help: ## say what there is
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22
	@echo
	@echo "Python 3.11 or newer is looked for; to name one: make demo PYTHON=/path/to/python3"

venv:
	@bash .ci/venv .venv requirements.txt

demo: venv ## answer the first experiment's question, from nothing
	@$(python) -m tenfold.experiments.start run five_to_ten market=from_cohort

test: venv ## run all tests
	@$(python) -m pytest -n 2 --dist loadfile

endure: venv ## run the evidence that takes minutes: many made tables, another processor, loops timed against a yardstick
	@$(python) -m pytest -n 2 -m endure

check: venv ## look for slips (ruff) and wrong types (mypy)
	@$(python) -m ruff check .
	@$(python) -m mypy

bench: ## measure speed and memory, against peers, in an environment of their own
	@bash .ci/venv .venv-bench requirements-bench.txt
	@.venv-bench/bin/python -m benchmarks

docs: venv ## write the pages that are made from the code
	@$(python) -m docs

reference: venv ## run the reference results again, in full; the part that the pages need is kept in git
	@$(python) -m docs.reference

requirements: ## pin the newest versions that pyproject.toml allows; needs uv
	@$(compile) --extra test --output-file requirements.txt pyproject.toml
	@$(compile) --extra test --extra bench --constraint requirements.txt --output-file requirements-bench.txt pyproject.toml

clean: ## delete what make has made; results stay
	@rm -rf .venv .venv-other .venv-bench build dist tenfold.egg-info .pytest_cache .hypothesis .mypy_cache .ruff_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +
