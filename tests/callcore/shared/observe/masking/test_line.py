from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.line import read


def test_a_line_is_cut_into_words_and_gaps():
    line = read("Олена, 067-123 [PHONE] о'нил")
    assert [line.text[a:b] for a, b in zip(line.starts, line.ends, strict=True)] == [
        "Олена",
        "067",
        "123",
        "[PHONE]",
        "о'нил",
    ]
    assert [line.gap(index) for index in range(5)] == ["", ", ", "-", " ", " "]


def test_a_line_has_the_flags_of_all_its_words():
    assert read("so seven").flags & flags.NUMBER
    assert not read("so many").flags & (flags.NUMBER | flags.DIGITS)
    assert read("").flags == 0


@given(st.text())
def test_words_and_gaps_make_up_the_text(text):
    line = read(text)
    parts = [
        line.gap(index) + text[line.starts[index] : line.ends[index]]
        for index in range(len(line.words))
    ]
    tail = text[line.ends[-1] :] if line.ends else text
    assert "".join([*parts, tail]) == text
