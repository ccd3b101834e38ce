# `make help` lists what can be done here.
PYTHON ?= python3
VENV := .venv
# Tests wait for processes more than they compute; files run side by side, each in order.
PYTEST := -m pytest -n 3 --dist loadfile
BIN := $(VENV)/bin
BABEL := $(BIN)/python -m babel.messages.frontend --quiet
UPDATED := --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date

.DEFAULT_GOAL := help
.PHONY: help run test unit lint types format bench screenshots protos openapi messages translations clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/.runtime ## start everything and print the address to open
	@$(BIN)/python -m backend.launch

test: $(VENV)/.development lint types ## check style and types, then run all tests
	@$(BIN)/python $(PYTEST)

unit: $(VENV)/.development ## run the fast tests only
	@$(BIN)/python $(PYTEST) -m "not system"

lint: $(VENV)/.development ## check style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.development ## check types
	@$(BIN)/mypy

format: $(VENV)/.development ## put the code into its usual shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.development ## measure speed, as ratios from one run
	@$(BIN)/python -m benchmarks

screenshots: $(VENV)/.development ## make the gallery in docs/screenshots/
	@$(BIN)/python -m tests.system.gallery

protos: $(VENV)/.development ## generate the gRPC stubs from media.proto
	@$(BIN)/python -m grpc_tools.protoc -I. --python_out=. --pyi_out=. --grpc_python_out=. backend/protos/media/v1/*.proto

messages: $(VENV)/.development ## collect the texts to be translated, into the catalogues
	@$(BIN)/python -m backend.texts
	@$(BABEL) extract --mapping app/babel.cfg --keywords lazy_gettext --keywords lazy_pgettext:1c,2 --no-location --sort-output \
		--omit-header --no-wrap --output app/translations/messages.pot app
	@$(BABEL) update --input-file app/translations/messages.pot --output-dir app/translations $(UPDATED)
	@$(BABEL) extract --no-location --omit-header --no-wrap --output backend/gateway/translations/mails.pot backend/gateway/accounts/mails.py
	@$(BABEL) update --input-file backend/gateway/translations/mails.pot --output-dir backend/gateway/translations --domain mails $(UPDATED)

translations: $(VENV)/.development ## compile the catalogues, as the pages and the mails read them
	@$(BABEL) compile --directory app/translations
	@$(BABEL) compile --directory backend/gateway/translations --domain mails

openapi: $(VENV)/.development ## write docs/openapi.json from the gateway's code
	@$(BIN)/python -m backend.gateway.openapi

clean: ## remove what was installed and cached; data in var/ stays
	@rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 …"; exit 1; }
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt backend/requirements.txt | $(BIN)/python
	@echo "Installing what it needs (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r backend/requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing what tests and tools need (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
