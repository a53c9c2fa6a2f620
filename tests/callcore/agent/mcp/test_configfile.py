"""The file of CALLCORE_MCP: one sentence for each mistake."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.mcp.configfile import MOST_BYTES, parse_mcp, read_mcp
from callcore.agent.mcp.settings import (
    McpConfigError,
    McpSettings,
    ServerSettings,
    ToolSettings,
)

FULL = """
servers:
  - name: garage
    url: https://garage.example/mcp
    key_file: /run/secrets/garage
    tools:
      - name: fitment
        effects: false
        description: Tyre sizes that fit a car.
        timeout_s: 2
        max_result_chars: 1000
      - name: Book-Fitting
        as: book
  - name: crm
    command: npx
    args: [some-server, --quiet]
    env: {TOKEN: "1"}
    tools:
      - name: points
"""


def whole():
    return yaml.safe_load(FULL)


def test_a_full_file_is_read():
    assert parse_mcp(FULL, "mcp.yaml") == McpSettings(
        (
            ServerSettings(
                "garage",
                (
                    ToolSettings(
                        "fitment",
                        "garage_fitment",
                        effects=False,
                        description="Tyre sizes that fit a car.",
                        timeout_s=2.0,
                        max_result_chars=1000,
                    ),
                    ToolSettings("Book-Fitting", "book"),
                ),
                url="https://garage.example/mcp",
                key_file=Path("/run/secrets/garage"),
            ),
            ServerSettings(
                "crm",
                (ToolSettings("points", "crm_points"),),
                command=("npx", "some-server", "--quiet"),
                env={"TOKEN": "1"},
            ),
        )
    )


def test_what_may_be_secret_is_in_no_repr():
    text = repr(parse_mcp(FULL.replace("--quiet", "--key=s3cr3t"), "x"))
    assert "s3cr3t" not in text
    assert "TOKEN" not in text
    assert "garage.example" not in text


GARAGE, CRM = ["servers", 0], ["servers", 1]
TOOL = [*GARAGE, "tools", 0]
GONE = object()


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["servers"], [], "the file: servers must be a list of 1 to 8 entries."),
        (["servers"], GONE, "the file: servers is missing."),
        (["extra"], 1, "the file: 'extra' is not a known field."),
        ([*GARAGE], "x", "the file, server 1 must be a mapping."),
        ([*GARAGE, "name"], "Garage!", "the file, server 1: name must be 1 to 30 of"),
        ([*GARAGE, "name"], "crm", "two servers have the same name."),
        ([*GARAGE, "url"], GONE, "server garage needs either a url or a command."),
        ([*CRM, "url"], "http://a/", "server crm needs either a url or a command."),
        ([*GARAGE, "url"], "ftp://a/b", "server garage: url must be an address"),
        ([*GARAGE, "url"], "https://u:p@a/b", "server garage: url must be an address"),
        ([*GARAGE, "url"], "https://a:x/b", "server garage: url must be an address"),
        ([*GARAGE, "url"], "https://[a/b", "server garage: url must be an address"),
        ([*GARAGE, "key_file"], "here", "server garage: key_file must be a path from"),
        ([*GARAGE, "env"], {}, "server garage: 'env' is not a known field."),
        ([*CRM, "key_file"], "/x", "server crm: 'key_file' is not a known field."),
        ([*CRM, "command"], "", "server crm: command must be a program."),
        (
            [*CRM, "args"],
            "a b",
            "server crm: args must be a list of at most 50 strings.",
        ),
        ([*CRM, "env"], {"A": 1}, "server crm: env must be a mapping to strings;"),
        ([*CRM, "tools"], GONE, "server crm: tools is missing."),
        (
            [*CRM, "tools"],
            [{"name": "a"}, {"name": "a"}],
            "server crm lists a tool twice.",
        ),
        ([*TOOL, "name"], "a b", "server garage, tool 1: name must be the server's"),
        ([*TOOL, "name"], "Tyre-Fit", "server garage, tool 1: give it a name with as"),
        ([*TOOL, "as"], "Fit!", "server garage, tool 1: as must be 1 to 64 of"),
        ([*TOOL, "as"], "confirm_order", "as must be another name than those of"),
        ([*TOOL, "as"], "book", "two tools are shown as book."),
        (
            [*TOOL, "effects"],
            "no",
            "tool garage_fitment: effects must be true or false.",
        ),
        (
            [*TOOL, "description"],
            "a\nb",
            "description must be one line of at most 300.",
        ),
        ([*TOOL, "description"], "x" * 301, "description must be one line of at most"),
        ([*TOOL, "timeout_s"], 4.6, "timeout_s must be a number from 0.1 to 4.5."),
        ([*TOOL, "max_result_chars"], 0, "max_result_chars must be a number from 100"),
        ([*TOOL, "efects"], True, "'efects' is not a known field."),
    ],
)
def test_each_mistake_is_one_sentence(path, value, sentence):
    content = whole()
    place = content
    for step in path[:-1]:
        place = place[step]
    if value is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    with pytest.raises(McpConfigError) as caught:
        parse_mcp(yaml.safe_dump(content), "mcp.yaml")
    said = str(caught.value)
    assert said.startswith("mcp.yaml: ")
    assert sentence in said
    assert said.endswith(".")


def places(content, path=()):
    yield path
    items = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in items:
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))
        else:
            yield (*path, key)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)


def outcome(text):
    try:
        found = parse_mcp(text, "x")
    except McpConfigError as error:
        return str(error), []
    return "", [tool.shown for server in found.servers for tool in server.tools]


@given(st.data())
def test_a_file_with_something_else_in_one_place_is_read_or_refused(data):
    content = copy.deepcopy(whole())
    path = data.draw(st.sampled_from([p for p in places(content) if p]))
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = data.draw(VALUES)
    said, shown = outcome(yaml.safe_dump(content, allow_unicode=True))
    assert not said or re.fullmatch(r"x: .+\.", said)
    assert len(set(shown)) == len(shown)
    assert all(re.fullmatch("[a-z0-9_]{1,64}", name) for name in shown)


@given(st.text(max_size=200))
def test_any_text_is_refused_with_a_sentence(text):
    with pytest.raises(McpConfigError, match=r"^x: .+\.$"):
        parse_mcp(text, "x")


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path):
    with pytest.raises(McpConfigError, match=r"cannot be read: No such file"):
        read_mcp(tmp_path / "none")
    wrong = tmp_path / "mcp.yaml"
    wrong.write_bytes(b"\xff")
    with pytest.raises(McpConfigError, match="it is not UTF-8"):
        read_mcp(wrong)
    wrong.write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(McpConfigError, match="larger than"):
        read_mcp(wrong)
    wrong.write_text(FULL)
    assert len(read_mcp(wrong).servers) == 2
