from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.strictyaml import StrictYamlError, load_strictly


def test_a_file_is_what_it_says():
    assert load_strictly("a: 1\nb: [x, yes]") == {"a": 1, "b": ["x", True]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: 1\na: 2", "line 2: a key is said twice."),
        ("a: &x [1]\nb: *x", "aliases are not allowed."),
        ("a: [1", "line 1: it is not YAML."),
        ("a: 2026-13-45", "it is not YAML."),
        ("[" * 5_000, "it is not YAML."),
        ("a: \x00", "it is not YAML."),
    ],
)
def test_what_is_wrong_is_one_sentence(text, why):
    with pytest.raises(StrictYamlError) as told:
        load_strictly(text)
    assert str(told.value) == why


@given(st.text())
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(StrictYamlError):
        load_strictly(text)
