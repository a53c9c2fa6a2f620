"""The types of the API, and whether they are those of the API."""

from __future__ import annotations

import json

import pytest

from chaos.webui import schema
from chaos.webui.node import Node
from chaos.webui.running import Unable
from tests.chaos.webui.machine import script

# instead of openapi-typescript: `node cli.js DOCUMENT --output MADE ...`
NODE = """#!/bin/sh
[ -z "$SILENT" ] || exit 0
echo "types of $2 $(cat "$2" | wc -c) $5" > "$4"
exit ${CODE:-0}
"""


@pytest.fixture
def target(tmp_path):
    return tmp_path / "api" / "schema.d.ts"


@pytest.fixture
def node(tmp_path, monkeypatch):
    """Return a function that makes a Node whose tool does or does not work."""
    path = str(script(tmp_path / "node", NODE))
    monkeypatch.setattr(schema, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(schema, "output_of", lambda *_: "{}")
    return lambda **more: Node("v24", path, (), {"PATH": "/usr/bin:/bin", **more})


def test_it_is_written_and_then_fresh(node, target):
    schema.write(node(), target)
    schema.check(node(), target)
    text = target.read_text()
    assert text.endswith("openapi.json 2 --default-non-nullable=false\n")


def test_it_is_not_written_without_need(node, target, capsys):
    schema.write(node(), target)
    before = target.stat().st_mtime_ns
    schema.write(node(), target)
    assert target.stat().st_mtime_ns == before
    assert "was right" in capsys.readouterr().err


def test_a_stale_one_is_told_in_one_sentence(node, target):
    with pytest.raises(Unable, match=r"run `just webui-schema` and commit it\.$"):
        schema.check(node(), target)
    schema.write(node(), target)
    target.write_text(target.read_text() + " ")
    with pytest.raises(Unable, match="is not what the admin API's OpenAPI document"):
        schema.check(node(), target)


@pytest.mark.parametrize("broken", [{"CODE": "1"}, {"SILENT": "1"}])
def test_a_tool_that_fails_leaves_the_file(node, target, broken):
    schema.write(node(), target)
    before = target.read_text()
    with pytest.raises(Unable, match="could not make the types"):
        schema.write(node(**broken), target)
    assert target.read_text() == before


def test_without_a_document_there_is_nothing(node, target, monkeypatch):
    monkeypatch.setattr(schema, "output_of", lambda *_: "")
    with pytest.raises(Unable, match="python -m adminapi openapi"):
        schema.write(node(), target)


def test_the_document_is_that_of_this_tree():
    document = json.loads(schema._document(Node("", "", (), {"PATH": "/usr/bin:/bin"})))
    assert "/api/v1/me" in document["paths"]
