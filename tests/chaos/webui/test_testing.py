"""Which tests are run, and when they have failed."""

from __future__ import annotations

import pytest

from chaos.webui import testing
from chaos.webui.node import Node
from chaos.webui.running import Unable
from chaos.webui.testing import select


@pytest.fixture
def ran(monkeypatch):
    """What was run; ``codes`` of the runs can be set."""
    notes = []
    monkeypatch.setattr(testing, "install", lambda _node: notes.append("install"))
    monkeypatch.setattr(testing, "build_if_stale", lambda: notes.append("build"))

    def run(command, _folder, _environment):
        notes.append(" ".join(command))
        return codes.get(command[3], 0)

    codes: dict[str, int] = {}
    monkeypatch.setattr(testing, "run", run)
    return notes, codes


NODE = Node("v24.0.0", "node", ("npm",), {})


def test_unit_tests_come_first_and_browsers_see_a_fresh_build(ran):
    testing.test(NODE, [])
    unit, browser = "npm run --silent unit --", "npm run --silent browser --"
    assert ran[0] == ["install", unit, "build", browser]


@pytest.mark.parametrize("kind", ["unit", "browser"])
def test_a_failure_is_a_failure(ran, kind):
    notes, codes = ran
    codes[kind] = 1
    with pytest.raises(Unable, match=f"the {kind} tests of the web UI fail"):
        testing.test(NODE, [])
    assert notes[-1] == f"npm run --silent {kind} --"


def test_arguments_go_to_the_kind_that_is_named(ran):
    testing.test(NODE, ["browser", "calls", "-t", "row"])
    assert ran[0][-1] == "npm run --silent browser -- calls -t row"
    assert not [note for note in ran[0] if "unit" in note]


def test_a_filter_without_its_kind_is_refused():
    with pytest.raises(Unable, match="say `unit` or `browser` before calls"):
        select(["calls"])
