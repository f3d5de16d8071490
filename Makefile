# Two commands matter: `make run` serves the site, `make test` checks everything.
.DEFAULT_GOAL := help
.PHONY: help run dev test bench data format guide-pictures screenshots requirements

# The first Python that is new enough; PYTHON=/path/to/python3 chooses another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.14; do \
	command -v $$python >/dev/null 2>&1 && $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
BIN := .venv/bin

help: ## say what the commands do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/installed: requirements.txt
	@if [ -z "$(PYTHON)" ] || ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		echo "This site needs Python 3.11 or newer. Found: $$($(or $(PYTHON),python3) --version 2>&1 || echo none). Try: make run PYTHON=/path/to/python3.11" >&2; exit 1; fi
	@if ! { [ -w . ] && mkdir -p .venv var && [ -w .venv ] && [ -w var ]; } 2>/dev/null; then \
		echo "No write access here: $(CURDIR). The site keeps its environment in .venv and its data in var." >&2; exit 1; fi
	@echo "Making .venv with $$($(PYTHON) --version) and installing what the site needs (about a minute) …"
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/tools: tests/requirements.txt .venv/installed
	@echo "Installing what the tests need (about a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@

var/secret_key: | .venv/installed
	@{ mkdir -p var && umask 077 && $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))' > $@; } 2>/dev/null \
		|| { rm -f $@; echo "No write access to $(CURDIR)/var: the site keeps its data there." >&2; exit 1; }

run: .venv/installed var/secret_key ## serve the site on http://127.0.0.1:8000 (PORT=8080 make run for another port)
	@[ -w var ] || { echo "No write access to $(CURDIR)/var: the site keeps its data there." >&2; exit 1; }
	@exec $(BIN)/python manage.py serve

dev: .venv/installed var/secret_key ## the development server, with DEBUG on
	@DEBUG=true $(BIN)/python manage.py migrate --verbosity 0
	@DEBUG=true $(BIN)/python manage.py load_contacts
	@DEBUG=true $(BIN)/python manage.py load_content
	@DEBUG=true $(BIN)/python manage.py runserver 127.0.0.1:$${PORT:-8000}

test: .venv/tools ## every check: lint, types, deploy, migrations, unit tests, PostgreSQL, browser
	@$(BIN)/python tests/check.py

bench: .venv/tools ## every goal of speed, weight and freshness, measured here (needs wrk and nginx; about ten minutes)
	@$(BIN)/python -m tests.bench

data: .venv/tools ## rebuild the generated data files from their open sources
	@$(BIN)/python -m contacts.data.build

format: .venv/tools ## put code and templates into the house's shape
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .
	@$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html') ; $(BIN)/djhtml --tabwidth 2 templates

guide-pictures: .venv/tools ## take the pictures of the editors' guide afresh (needs Chromium)
	@$(BIN)/python -m tests.make_guide_pictures

screenshots: .venv/tools ## pictures of every kind of page, in var/screenshots (needs Chromium)
	@$(BIN)/python -m tests.screenshots

requirements: .venv/tools ## write both requirements files afresh from pyproject.toml
	@$(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements.txt pyproject.toml
	@$(BIN)/pip-compile --quiet --upgrade --extra test --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -c requirements.txt -o tests/requirements.txt pyproject.toml
