# The two commands of the README are `make demo` and `make test`; both install what they need.

PYTHON ?= python3
RUN := .venv/bin/python
ARGS ?=
UV := build/lock/bin/uv pip compile --universal --generate-hashes --python-version 3.11 --no-config \
      --no-emit-index-url --no-emit-find-links --no-header --quiet

.PHONY: help demo test lint faults freeze lock screenshots bench-documents register clean

help:
	@echo "make demo         build a demonstration clinic, do the main job in it, open the window"
	@echo "                  options: make demo ARGS=\"--no-window --to DIR\""
	@echo "make test         all checks and tests, without a display"
	@echo "make lint         the checks without the tests"
	@echo "make faults       kill, flip bits, tamper, fill the disk, for about an hour, and count what is lost: ARGS=\"signing flips\""
	@echo "make screenshots  a picture of every page in both themes: ARGS=\"VAULT --to DIR\""
	@echo "make bench-documents  time and memory of signed papers against a plain PDF with a plain signature"
	@echo "make freeze       a program that needs no Python, in dist/ehr-desk"
	@echo "make register     note every form with its hash in forms/register.toml: before the first release"
	@echo "make lock         resolve the requirements; newer versions with ARGS=--upgrade"
	@echo "make clean        remove what the other commands built, except .venv"

demo:
	@$(PYTHON) scripts/bootstrap.py runtime
	@$(RUN) -m ehr_desk demo $(ARGS)

lint:
	@$(PYTHON) scripts/bootstrap.py develop
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	.venv/bin/lint-imports

test: lint
	QT_QPA_PLATFORM=offscreen $(RUN) -m pytest --numprocesses auto

screenshots:
	@$(PYTHON) scripts/bootstrap.py develop
	QT_QPA_PLATFORM=offscreen $(RUN) scripts/screenshots.py $(ARGS)

bench-documents:
	@$(PYTHON) scripts/bootstrap.py develop
	@$(RUN) -m tests.bench.documents

faults:
	@$(PYTHON) scripts/bootstrap.py develop
	$(RUN) -m tests.faults $(ARGS)

# Times and orders that would differ from build to build are fixed.
freeze:
	@$(PYTHON) scripts/bootstrap.py develop
	SOURCE_DATE_EPOCH=1767225600 PYTHONHASHSEED=0 $(RUN) -m PyInstaller --noconfirm --log-level WARN build_installer.spec
	QT_QPA_PLATFORM=offscreen dist/ehr-desk/ehr-desk self-test

register:
	$(RUN) -m ehr_desk.forms forms --renew
	$(RUN) -m ehr_desk.forms forms --check

lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet uv
	cd requirements && ../$(UV) $(ARGS) runtime.in -o runtime.txt
	cd requirements && ../$(UV) $(ARGS) develop.in -c runtime.txt -o develop.txt

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
