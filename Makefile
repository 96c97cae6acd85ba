# The two commands are `make run` and `make test`; `make` alone lists the rest.
PYTHON ?= python3
BIN := .venv/bin

# Containers often forbid Python to keep what it compiled; each of a desk's processes would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test bench format messages pictures lock wheel fresh clean

help:
	@echo "make run      start a desk on this machine; installs what it needs, then prints the address"
	@echo "make test     everything that is checked before a change lands"
	@echo "make bench    measure it and keep the figures in bench/ (about half an hour, nothing beside it)"
	@echo "make format   let the formatter and the linter mend what they can"
	@echo "make messages bring the catalogues of translations up to what the code says (needs gettext)"
	@echo "make pictures take the pictures of docs/agents.md anew"
	@echo "make lock     write requirements/*.txt anew (needs uv)"
	@echo "make wheel    build dist/madang-*.whl, which holds everything"
	@echo "make fresh    try 'make run' in a bare Debian 12 (needs root and debootstrap); SUITE=trixie for Debian 13,"
	@echo "              TRY=test or TRY='run test' for the checks as well"
	@echo "make clean    remove what was installed and built; never var/, which is the desk's data"

run:
	@$(PYTHON) tools/bootstrap.py run
	@exec $(BIN)/madang serve

test:
	@$(PYTHON) tools/bootstrap.py test
	@exec $(BIN)/python -m tools.test

bench:
	@$(PYTHON) tools/bootstrap.py test
	@exec $(BIN)/python -m bench

format:
	@$(PYTHON) tools/bootstrap.py test
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

messages:
	@$(PYTHON) tools/bootstrap.py test
	@$(BIN)/python -m tools.translations update

pictures:
	@$(PYTHON) tools/bootstrap.py test
	@$(BIN)/python -m pytest -q tests/guide --pictures docs/pictures

lock:
	@tools/lock

wheel:
	@$(PYTHON) tools/bootstrap.py run
	@$(BIN)/python -m hatchling build --target wheel

fresh:
	@tools/try_fresh_machine $(TRY)

clean:
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
