from __future__ import annotations

import pytest

from chaos.prompts.reading import DialogueError, Reader


def reader(**entry):
    return Reader(entry, "file.yaml")


def test_what_is_there_is_read():
    entry = reader(a=" x ", n="4", many=["x", "y"], one="x", pairs={"k": "v"})
    assert entry.text("a") == "x"
    assert entry.number("n") == 4
    assert entry.texts("many") == ("x", "y")
    assert entry.texts("one") == ("x",)
    assert dict(entry.items("pairs")) == {"k": "v"}
    entry.done()


def test_what_is_left_out_has_its_default():
    entry = reader()
    assert entry.text("a", "d") == "d"
    assert entry.maybe("a") is None
    assert entry.texts("a") == ()
    assert list(entry.items("a")) == list(entry.readers("a")) == []
    entry.inner("a").done()


@pytest.mark.parametrize(
    ("entry", "ask", "why"),
    [
        ({}, lambda r: r.text("a"), "a is missing"),
        ({"a": ["x"]}, lambda r: r.text("a"), "a must be text"),
        ({"a": "x"}, lambda r: r.number("a"), "a must be a whole number"),
        ({"a": "x"}, lambda r: r.one_of("a", ("y", "z")), "a must be one of y, z"),
        ({"a": [["x"]]}, lambda r: r.texts("a"), "a must be a list of texts"),
        ({"a": "x"}, lambda r: list(r.items("a")), "a must be a mapping"),
        ({"a": "x"}, lambda r: list(r.readers("a")), "a must be a list"),
        ({"a": "x"}, lambda r: r.inner("a"), "a: must be a mapping with keys"),
        ({"a": "x"}, lambda r: r.done(), "unknown key a"),
    ],
)
def test_a_mistake_is_one_clear_sentence(entry, ask, why):
    with pytest.raises(DialogueError, match=f"^file.yaml: {why}"):
        ask(reader(**entry))
