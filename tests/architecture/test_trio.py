"""The rules about cancellation, errors and channels that a linter cannot say."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.sources import SOURCES, functions_of, name_of, text_of, tree_of

LANES = "callcore/call/lanes.py"
# per line in the ticker, per call in the session, per connection in the servers
MAY_CATCH_ALL = {
    "transport",
    "call",
    "daemon",
    "supervisor",
    "desk",
    "engines",
    "mcp",
    "adminapi",
}
DECISION = re.compile(r"D-\d{3}")


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_shield_without_a_deadline(path):
    """flake8-async has no rule for it; an unbounded shield is an unkillable call."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            words = {word.arg for word in node.keywords}
            if getattr(node.func, "attr", "") == "CancelScope" and "shield" in words:
                assert "deadline" in words, node.lineno
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            assert "shield" not in {getattr(t, "attr", "") for t in targets}, (
                node.lineno
            )


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_channels_are_opened_in_one_place(path):
    opened = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute | ast.Name)
        and getattr(node, "attr", getattr(node, "id", "")) == "open_memory_channel"
    ]
    assert not opened or name_of(path) == LANES


def _catches_everything(handler):
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        kind is None or getattr(kind, "id", "") in ("Exception", "BaseException")
        for kind in kinds
    )


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if "chaos" not in p.parts],
    ids=name_of,
)  # fmt: skip
def test_only_a_boundary_catches_everything_and_names_its_decision(path):
    lines = text_of(path).splitlines()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node):
            assert MAY_CATCH_ALL & set(path.parts), f"line {node.lineno}"
            near = "\n".join(lines[node.lineno - 2 : node.lineno + 1])
            assert DECISION.search(near), f"line {node.lineno} cites no decision"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nobody_takes_a_timeout(path):
    """The caller opens a scope, with a name from the one table of deadlines."""
    for function in functions_of(path):
        arguments = function.args.args + function.args.kwonlyargs
        assert "timeout" not in {item.arg for item in arguments}, function.name
