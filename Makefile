# make run: set everything up and serve the demonstration; make test: set everything up and run every check.
# On another system the same is two lines of Python tooling: see README.md.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PUBLIC_URL ?= http://localhost:$(PORT)

.PHONY: bench bench-paper bench-phone bench-results pictures run test test-sqlite test-postgresql lint browser system lock clean

run: $(VENV)/ready
	$(BIN)/consultation demo
	$(BIN)/consultation serve --port $(PORT)

test: $(VENV)/ready-for-tests system lint test-sqlite test-postgresql

lint: $(VENV)/ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The story is told by one worker from its first chapter to its last; everything else in any order.
test-sqlite: $(VENV)/ready-for-tests
	$(BIN)/python -m pytest -q -n 2 --ignore tests/walks/test_story.py
	$(BIN)/python -m pytest -q -n 0 tests/walks/test_story.py

# The same tests on a real PostgreSQL, without the browser walks. Exit 3: there is none here, and it said so.
test-postgresql: $(VENV)/ready-for-tests
	$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -q -n 2 -m "not browser"; \
	  code=$$?; [ $$code -eq 0 ] || [ $$code -eq 3 ]

# Speed and memory on this machine; prints figures (README=1: also into the README), asserts nothing. PostgreSQL joins in
# where there is one.
bench: $(VENV)/ready-for-tests
	$(BIN)/python -m tests.postgres --durable $(BIN)/python -m tests.bench.answers $(if $(README),--readme) || \
	  $(BIN)/python -m tests.bench.answers $(if $(README),--readme)

# Sheets printed (speed, size, positions); then filled in, scanned and photographed by a generator, and read: errors, doubts, speed and memory.
bench-paper: $(VENV)/ready-for-tests
	$(BIN)/python -m tests.bench.printing
	$(BIN)/python -m tests.bench.paper

# A first visit on a slow line in real Chromium; writes its figures into the README.
bench-phone: $(VENV)/ready-for-tests system
	$(BIN)/python -m tests.bench.phone

# The plan with its numbers from 10,000 to 1,000,000 submissions on both databases, and the memory of exports.
bench-results: $(VENV)/ready-for-tests
	$(BIN)/python -m tests.postgres $(BIN)/python -m tests.bench.results || $(BIN)/python -m tests.bench.results

# The pictures of the README, made by walks through the real program.
pictures: $(VENV)/ready-for-tests system
	$(BIN)/python -m pytest -q -n 0 tests/walks
	$(BIN)/python -m tests.walks.publish_pictures

# Debian's Chromium and PostgreSQL, when they are missing and can be installed.
system:
	@sh tests/system.sh

$(VENV)/bin/python:
	sh tests/venv.sh $(VENV)

$(VENV)/ready: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/ready-for-tests: requirements-test.txt $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	touch $@

# For whoever changes pyproject.toml; needs uv.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-annotate --no-header pyproject.toml
lock:
	$(LOCK) --extra scans --extra statistics --extra build -o requirements.txt
	$(LOCK) --all-extras -o requirements-test.txt

clean:
	rm -rf $(VENV) build *.egg-info
