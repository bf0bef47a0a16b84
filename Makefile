# The stable commands. Everything is installed into .venv and node_modules of this folder.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
# modules are compiled when they are first imported: most never are
PIP := $(PY) -m pip install -qq --no-compile --disable-pip-version-check
export EZHEN_MODE ?= demo

.PHONY: setup prerequisites run test check bench lock messages clean

setup: prerequisites
	@$(MAKE) --silent -j2 $(VENV)/.ready node_modules/.ready
	@$(PY) tools/messages.py --compile

# what serving needs; what testing needs comes on top, so a newcomer need not wait for it
run: prerequisites
	@$(MAKE) --silent -j2 $(VENV)/.base node_modules/.ready
	@$(PY) tools/messages.py --compile
	@$(VENV)/bin/ezhen demo load
	@$(VENV)/bin/ezhen serve --port $(PORT)

prerequisites:
	@sh tools/prerequisites.sh $(PYTHON)

$(VENV)/.base: requirements/base.txt pyproject.toml
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements/base.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready: $(VENV)/.base requirements/dev.txt
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.ready: package-lock.json
	@npm ci --silent --no-audit --no-fund
	@touch $@

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
