from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callcore.shared.observe.masking.unusual import flatten


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello, it's 205/55 R16: [PHONE]\n",
        "Доброго дня, «Олено» — п'ять із ґанку, №5, 100 ₴…",
        "съешь ещё этих мягких булок",
        "Café Zürich łódź",
    ],
)
def test_an_ordinary_text_is_left_to_the_fast_path(text):
    assert flatten(text) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("067\u200b123", "067123"),
        ("067\u00a0123\u202f45", "067 123 45"),
        ("０６７", "067"),
        ("٠٦٧", "067"),
        ("०६७", "067"),
        ("0\ufe0f\u20e36\ufe0f\u20e3", "06"),
        ("①②", "12"),
        ("067–123‑45−67", "067-123-45-67"),
        ("п`ять", "п'ять"),
        ("\u202e067\u202c", "067"),
        ("иван\u0438\u0306", "иванй"),
        ("ї".replace("ї", "\u0456\u0308"), "ї"),
        ("Оле\u0301на", "Олена"),
        ("Oлeна", "Олена"),
        ("ИBAH", "ИВАН"),
        ("WVWZZZ1КZАW", "WVWZZZ1KZAW"),
        ("Ｉｖａｎ＠ｍａｉｌ．ｃｏｍ", "Ivan@mail.com"),
        ("𝐈𝐯𝐚𝐧", "Ivan"),
        ("a\x00b\x1fc", "abc"),
        ("one\u2028two", "one two"),
    ],
)
def test_what_hides_a_text_is_taken_away(text, plain):
    found = flatten(text)
    assert found is not None
    assert found[0] == plain


def test_every_character_knows_where_it_stood():
    flat, stood = flatten("a\u200b０\u200b\u200b b") or ("", [])
    assert (flat, stood) == ("a0 b", [0, 2, 5, 6])


def test_a_word_of_one_alphabet_is_never_turned_into_another():
    assert flatten("сор and cop, ВХ або BX") is None


@given(st.text())
@example("\ud800\udfff")
@example("\u0301\u0301")
@example("\U0010ffff")
def test_any_text_is_flattened_into_as_many_places_as_characters(text):
    found = flatten(text)
    if found is not None:
        flat, stood = found
        assert len(flat) == len(stood)
        assert stood == sorted(set(stood))
        assert not stood or 0 <= stood[0] <= stood[-1] < len(text)


@given(st.text(st.sampled_from("aA0 оЕ\u0301\u0308\u200b０–`\u00a0і\ud800")))
def test_what_is_flat_stays_as_it_is(text):
    found = flatten(text)
    if found is not None:
        again = flatten(found[0])
        assert again is None or again[0] == found[0]


@pytest.mark.parametrize("piece", ["\u200b1", "\u0301", "aб", "０", "\ud800"])
def test_time_grows_no_faster_than_the_text(piece):
    def cost_s(length):
        text = piece * length
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            flatten(text)
            best = min(best, time.process_time() - began)
        return best

    assert cost_s(80_000) < 24 * max(cost_s(10_000), 0.002)
