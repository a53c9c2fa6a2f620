from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaos.pii.survival import surviving


def left(original, masked):
    seen = surviving(original, masked)
    return "".join(
        char for char, is_seen in zip(original, seen, strict=True) if is_seen
    )


@pytest.mark.parametrize(
    ("original", "masked", "survives"),
    [
        ("call 067 now", "call [PHONE] now", "call  now"),
        ("ann and ann", "[PERSON] and ann", " and ann"),
        ("ann and bob", "[PERSON] and [PERSON-2]", " and "),
        ("067 067", "[PHONE] 067", " 067"),
        ("say [PHONE] or 067", "say [PHONE] or [PHONE]", "say [PHONE] or "),
        ("call 067 now", "call <PHONE> now", "call  now"),
        ("call 0671234567 now", "call ***4567 now", "call 4567 now"),
        ("nothing", "nothing", "nothing"),
        ("all of it", "[PERSON]", ""),
    ],
)
def test_what_can_still_be_read(original, masked, survives):
    assert left(original, masked) == survives


def test_a_sanitizer_that_rewrites_is_compared_word_by_word():
    assert left("Call  Ann, today!", "call PERSON today") == "all   today"


def test_zero_width_characters_hide_nothing():
    assert "0671234567" in left("call 0671234567", "call 06\u200b71234567 ***")


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(original, masked):
    assert len(surviving(original, masked)) == len(original)


@given(st.lists(st.text("ab 1", min_size=1), min_size=1), st.data())
def test_no_fragment_that_was_left_counts_as_hidden(parts, data):
    hidden = data.draw(
        st.lists(st.booleans(), min_size=len(parts), max_size=len(parts))
    )
    original = "".join(parts)
    masked = "".join(
        "[X]" if hide else part for part, hide in zip(parts, hidden, strict=True)
    )
    literal = sum(
        len(part) for part, hide in zip(parts, hidden, strict=True) if not hide
    )
    assert sum(surviving(original, masked)) >= literal
