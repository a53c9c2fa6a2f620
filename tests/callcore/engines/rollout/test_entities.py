from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.rollout.entities import entities_of, match
from callcore.shared.ids import LANGUAGES


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "205/55 R16 Michelin, 4 of them",
         {("size", "2055516"), ("brand", "michelin"), ("number", "4")}),
        ("en", "two oh five fifty five sixteen", {("size", "2055516")}),
        ("en", "265/65 R17 and 195/65 R15", {("size", "2656517"), ("size", "1956515")}),
        ("ru", "двести пять на пятьдесят пять эр шестнадцать", {("size", "2055516")}),
        ("ru", "205 на 55 на 16", {("size", "2055516")}),
        ("ru", "205 55 16 4 штуки", {("size", "2055516"), ("number", "4")}),
        ("uk", "двісті п'ять п'ятдесят п'ять радіус шістнадцять", {("size", "2055516")}),
        ("en", "oil five w thirty Castrol", {("viscosity", "5w30"), ("brand", "castrol")}),
        ("ru", "масло пять дабл ю тридцать", {("viscosity", "5w30")}),
        ("ru", "мой номер 067 123-45-67", {("phone", "0671234567")}),
        ("ru", "ноль шестьдесят семь сто двадцать три сорок пять шестьдесят семь",
         {("phone", "0671234567")}),
        ("ru", "067 205 55 16", {("phone", "0672055516")}),  # a number, not a tyre
        ("ru", "067-205-55-16", {("phone", "0672055516")}),
        ("ru", "205 55 16 45 67", {("phone", "20555164567")}),
        ("en", "four 205 55 16", {("size", "2055516"), ("number", "4")}),
        ("en", "order 4512 please", {("number", "4512")}),
        ("en", "hello there", set()),
        ("en", "", set()),
    ],
)  # fmt: skip
def test_what_an_order_needs_is_found_however_it_was_said(language, text, names):
    assert set(entities_of(text, language)) == names


def test_a_match_counts_what_both_heard_and_what_only_one_did():
    found = match("four Michelin 205/55 R16", "5 Michelin 205 55 16", "en")
    assert (found.heard, found.missed, found.extra) == (2, 1, 1)
    assert found.kinds_missed == ("number",)


def test_one_wrong_digit_is_another_number():
    found = match("067 123 45 67", "067 123 45 68", "en")
    assert (found.heard, found.missed, found.extra) == (0, 1, 1)
    assert found.kinds_missed == ("phone",)


def test_a_thing_said_twice_counts_twice():
    found = match("4 and 4", "4", "en")
    assert (found.heard, found.missed, found.extra) == (1, 1, 0)


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_no_text_raises_and_what_one_misses_is_the_others_extra(one, other, language):
    there, back = match(one, other, language), match(other, one, language)
    assert there.heard == back.heard
    assert there.missed == back.extra
    assert match(one, one, language).missed == 0
