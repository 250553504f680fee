# The two commands of the README, and what developers need beside them.
PORT ?= 8000
BIN := .venv/bin

.PHONY: demo test quick coverage check bench bench-check bench-downloads bench-kills bench-load bench-pack bench-pages bench-search forge fuzz increments lock versions clean

demo:
	@.ci/environment run
	@$(BIN)/gongshi demo --serve --port $(PORT)

test: check
	@.ci/browser
	@$(BIN)/python -m pytest -n 2 --dist loadfile --durations=20

quick: check
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow" \
	    --ignore tests/browser --ignore tests/packaging --ignore tests/service

# Branches of generator/ that all tests but those in a browser go through.
coverage:
	@.ci/environment test
	@$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/browser \
	    --cov --cov-report term:skip-covered

check:
	@.ci/environment test
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@.ci/types

bench:
	@.ci/environment bench
	@$(BIN)/python -m benchmarks.build $(BENCH)

# Packing the real register, beside an earlier commit.
bench-pack:
	@.ci/environment test
	@$(BIN)/python -m benchmarks.pack $(BENCH)

bench-search:
	@.ci/environment bench
	@.ci/browser
	@$(BIN)/python -m benchmarks.search $(BENCH)

bench-pages:
	@.ci/environment test
	@.ci/browser
	@$(BIN)/python -m benchmarks.pages $(BENCH)

# What "check this page" asks for among 100,000 facilities.
bench-check:
	@.ci/environment test
	@.ci/browser
	@$(BIN)/python -m benchmarks.checks $(BENCH)

# What the open data of a build cost.
bench-downloads:
	@.ci/environment bench
	@$(BIN)/python -m benchmarks.downloads $(BENCH)

# The service while many ask at once; needs wrk.
bench-load:
	@.ci/environment test
	@$(BIN)/python -m benchmarks.load $(BENCH)

# Commands that write, killed or out of room at random steps; totals in benchmarks/kills-totals.json.
bench-kills:
	@.ci/environment test
	@$(BIN)/python -m benchmarks.faults $(BENCH)

# Damaged and odd inputs through the program; totals in benchmarks/fuzz-totals.json.
fuzz:
	@.ci/environment test
	@$(BIN)/python -m benchmarks.fuzz $(FUZZ)

# Random sequences of what happens to a portal, each beside the site made at once.
increments:
	@.ci/environment test
	@GONGSHI_INCREMENTS=$(or $(SEQUENCES),200) $(BIN)/python -m pytest -q \
	    tests/build/test_increments.py -k any_sequence

# Single places of a small site changed at random; totals in benchmarks/forgery-totals.json.
forge:
	@.ci/environment test
	@.ci/browser
	@$(BIN)/python -m benchmarks.forgery $(FORGE)

lock:
	@.ci/environment test
	@$(BIN)/python -m pip install --quiet uv==0.13.9
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	    --no-config --extra build --extra test -o requirements/test.txt
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	    --no-config --extra build -c requirements/test.txt -o requirements/run.txt
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	    --no-config --extra build --extra bench -c requirements/test.txt -o requirements/bench.txt
	$(BIN)/uv pip compile requirements/judge.in --universal --python-version 3.12 --generate-hashes \
	    --no-config -c requirements/test.txt -o requirements/judge.txt

# The table of pinned against newest versions in docs/developing.md.
versions:
	@.ci/environment test
	@$(BIN)/python .ci/versions

clean:
	rm -rf .venv demo
