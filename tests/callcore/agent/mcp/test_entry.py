"""Mappings of a YAML file."""

from __future__ import annotations

import re

import pytest

from callcore.agent.mcp.entry import Entry, load_file
from callcore.agent.mcp.settings import McpConfigError

ANY = re.compile(r".+")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\na: 2", "line 2: a key is said twice."),
        ("a: &x [1]\nb: *x", "aliases are not allowed."),
        ("a: [", "line 1: it is not YAML."),
        ("\x00", "it is not YAML."),
        ("[" * 5000, "it is not YAML."),
        ("!!python/object:os.system {}", "line 1: it is not YAML."),
    ],
)
def test_yaml_is_read_strictly(text, sentence):
    with pytest.raises(McpConfigError, match=re.escape(sentence)):
        load_file(text)


def test_a_left_over_field_is_named():
    entry = Entry("the file", {"a": "x", "b": 1})
    assert entry.text("a", ANY, "text") == "x"
    with pytest.raises(McpConfigError, match=r"the file: 'b' is not a known field\."):
        entry.done()


@pytest.mark.parametrize("value", ["3", None, True, 11, 0, float("nan"), [3]])
def test_a_number_is_a_number_in_its_range(value):
    with pytest.raises(McpConfigError, match="n must be a number from 1 to 10"):
        Entry("e", {"n": value}).number("n", 1, 10, 5)


def test_numbers_keep_the_kind_of_their_default():
    assert Entry("e", {"n": 3}).number("n", 1.0, 10.0, 5.0) == 3.0
    assert Entry("e", {}).number("n", 1, 10, 5) == 5
    with pytest.raises(McpConfigError):
        Entry("e", {"n": 2.5}).number("n", 1, 10, 5)


@pytest.mark.parametrize("value", [0, "yes", None])
def test_a_flag_is_true_or_false(value):
    with pytest.raises(McpConfigError, match="f must be true or false"):
        Entry("e", {"f": value}).flag("f", True)


@pytest.mark.parametrize("value", ["x", [1], [""], ["a"] * 4])
def test_a_list_holds_strings(value):
    with pytest.raises(McpConfigError, match="at most 3 strings"):
        Entry("e", {"l": value}).texts("l", 3, ANY)


@pytest.mark.parametrize("value", ["x", {1: "a"}, {"a": 1}, {"a b": "c"}])
def test_pairs_are_names_and_strings(value):
    with pytest.raises(McpConfigError, match="p must be a mapping"):
        Entry("e", {"p": value}).pairs("p", re.compile(r"\w+"), ANY)


def test_a_mistake_never_shows_the_value():
    with pytest.raises(McpConfigError) as caught:
        Entry("e", {"key": "sk-secret"}).text("key", re.compile("x"), "x")
    assert "secret" not in str(caught.value)
    with pytest.raises(McpConfigError, match="key is missing"):
        Entry("e", {}).text("key", ANY, "x")
