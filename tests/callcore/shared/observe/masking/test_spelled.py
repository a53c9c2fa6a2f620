from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory, Topic
from callcore.shared.observe.masking.spelled import claim_spelled

TOPICS = [Topic.NOTHING, Topic.PHONE, Topic.NAME, Topic.EMAIL, Topic.CARD, Topic.ORDER]


def masked(text, expecting=Topic.NOTHING):
    claims = Claims(text)
    claim_spelled(read(text), claims, Memory(expecting=expecting))
    return claims.masked()


@pytest.mark.parametrize(
    "said",
    [
        "к о в а л ь",
        "K-O-V-A-L",
        "ка о вэ а эл мягкий знак",
        "кей оу ві ей ел",
        "S as in sugar, M as in Mary, I, T, H",
        "kilo oscar victor alpha lima",
        "к як київ о як одеса в як вінниця",
        "S like Sam and M like Mary",
        "и в а н о в",
        "bee are oh double you en",
    ],
)
def test_a_spelled_name_goes(said):
    assert masked(f"write {said} ...") == "write [PERSON] ..."


@pytest.mark.parametrize(
    "text",
    [
        "а я і в",
        "i a u",
        "це те де же",
        "a b c d e",
        "а б в г д",
        "w b a",
        "к в",
        "b c 1234 k m",
        "1 k m p t",
        "order k m p t",
        "мягкий знак",
        "kilo",
        "k m",
    ],
)
def test_letters_that_spell_no_name_stay(text):
    assert masked(text) == text


def test_a_name_word_lowers_the_bar():
    assert masked("прізвище л і т") == "прізвище [PERSON]"
    assert masked("це л і т") == "це л і т"


def test_the_word_that_is_spelled_goes_too():
    assert masked("smith, s m i t h") == "[PERSON]"
    assert masked("tyre s m i t h") == "tyre [PERSON]"


def test_a_question_makes_parts_of_a_name_enough():
    assert masked("п т", Topic.NAME) == "[PERSON]"
    assert masked("п", Topic.SPELLING) == "[PERSON]"
    assert masked("так п", Topic.SPELLING) == "так [PERSON]"
    assert masked("п", Topic.NAME) == "п"
    assert masked("а", Topic.SPELLING) == "а"


def test_a_mailbox_is_told_from_a_name():
    assert masked("k m p", Topic.EMAIL) == "[EMAIL]"
    assert masked("my email is k m p") == "my email is [EMAIL]"


def test_what_others_claimed_is_left_alone():
    text = "k o v a l"
    claims = Claims(text)
    claims.keep(0, len(text))
    claim_spelled(read(text), claims, Memory())
    assert claims.masked() == text


LETTERS = st.sampled_from(
    ["k", "б", "эм", "as", "in", "like", "і", "знак", "and", ",", "12"]
)


@given(st.lists(LETTERS, max_size=30), st.sampled_from(TOPICS))
def test_any_letters_are_taken(words, topic):
    assert "[[" not in masked(" ".join(words), topic)


@given(st.text("бгджлмнпрстфхцчшщ", min_size=4, max_size=12))
def test_consonants_one_by_one_never_stay(letters):
    spelled = " ".join(letters)
    assert masked(f"пишу {spelled}") in {"пишу [PERSON]", f"пишу {spelled}"}
    if letters not in "бгджлмнпрстфхцчшщ":
        assert masked(f"пишу {spelled}") == "пишу [PERSON]"
