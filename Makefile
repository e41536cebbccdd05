# make run · make test · make lint · make fmt · make shell · make upgrade · make bench · make stop · make clean
# Choices: PORT=8070  PYTHON=python3.11  ODOO_SRC=/path/to/odoo-19.0  GOV_DATA=/path/to/data
PYTHON ?= python3
GOV := $(PYTHON) tools/gov.py
DB ?= demo
export PORT ODOO_SRC ODOO_DEB_ANY GOV_DATA

.PHONY: run test test-all lint fmt lock bench setup paths stop shell upgrade clean

run: ## the demo on http://127.0.0.1:8069
	@$(GOV) run

test: ## every test, with all it needs; one: make test T=addons/gov_base/tests/test_term.py K=pause
	@$(GOV) test $(T) $(if $(K),-k "$(K)")

test-all: ## the tests that take minutes as well
	@$(GOV) test --slow $(T)

lint: ## ruff, pylint-odoo, prettier, eslint and Odoo's own lint tests
	@$(GOV) lint

fmt: ## format the code
	@$(GOV) fmt

lock: ## resolve the Python requirements again
	@$(GOV) lock

bench: ## the benchmarks
	@$(GOV) bench

setup: ## download and install everything, start nothing
	@$(GOV) setup --dev

paths: ## where Odoo, the interpreter and the database are
	@$(GOV) paths

shell: ## Odoo's shell on the demo; a script on standard input runs with env
	@$(GOV) shell $(DB)

upgrade: ## upgrade the modules of a database: make upgrade DB=name
	@$(GOV) upgrade $(DB)

stop: ## stop the demo and the private database servers
	@$(GOV) stop

clean: ## remove this checkout's databases and files (the shared downloads stay)
	@$(GOV) clean
