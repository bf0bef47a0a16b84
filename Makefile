# The stable commands. Everything is installed into .venv and node_modules of this folder.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
export EZHEN_MODE ?= demo

.PHONY: setup run test check bench lock messages clean

setup: $(VENV)/.ready node_modules/.ready
	@$(PY) tools/messages.py --compile

$(VENV)/.ready: requirements/base.txt requirements/dev.txt pyproject.toml tools/prerequisites.sh
	@sh tools/prerequisites.sh $(PYTHON)
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/base.txt
	@$(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(PY) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

node_modules/.ready: package-lock.json
	@npm ci --silent --no-audit --no-fund
	@touch $@

run: setup
	@$(VENV)/bin/ezhen demo load
	@$(VENV)/bin/ezhen serve --port $(PORT)

check: setup
	@$(PY) tools/check.py

test: setup
	@sh tools/test.sh

bench: setup
	@PYTHONPATH=src $(PY) -m bench.run $(FIGURES)

lock:
	@$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/base.in -o requirements/base.txt
	@$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/dev.in -o requirements/dev.txt

messages: setup
	@$(PY) tools/messages.py

clean:
	@rm -rf $(VENV) node_modules
