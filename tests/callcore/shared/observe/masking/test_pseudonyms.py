from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking import pseudonyms
from callcore.shared.observe.masking.pseudonyms import Pseudonyms


def test_a_person_keeps_his_number_in_every_case():
    who = Pseudonyms()
    assert who.tag("PERSON", "Олена Коваль") == "[PERSON-1]"
    assert who.tag("PERSON", "Богдан") == "[PERSON-2]"
    assert who.tag("PERSON", "Олені") == "[PERSON-1]"
    assert who.tag("PERSON", "коваль") == "[PERSON-1]"


def test_a_telephone_is_the_same_however_it_is_written():
    who = Pseudonyms()
    assert who.tag("PHONE", "067 123-45-67") == who.tag("PHONE", "0671234567")
    assert who.tag("PHONE", "0501234567") == "[PHONE-2]"


def test_labels_are_numbered_each_by_itself():
    who = Pseudonyms()
    assert who.tag("PERSON", "Ann") == "[PERSON-1]"
    assert who.tag("EMAIL", "ann@example.com") == "[EMAIL-1]"


def test_two_calls_share_no_mark():
    one, other = Pseudonyms(), Pseudonyms()
    one.tag("PERSON", "Ann Lee")
    other.tag("PERSON", "Ann Lee")
    assert not set(one._numbers) & set(other._numbers)


def test_nothing_of_what_was_said_is_kept():
    who = Pseudonyms()
    who.tag("PERSON", "Зореслава")
    assert "зоре" not in repr(vars(who)).lower()


def test_there_is_a_last_number(monkeypatch):
    monkeypatch.setattr(pseudonyms, "MOST", 2)
    who = Pseudonyms()
    tags = [who.tag("ID", f"{number}{number}1234") for number in range(4)]
    assert tags == ["[ID-1]", "[ID-2]", "[ID]", "[ID]"]


@given(st.lists(st.text(max_size=20), max_size=8))
def test_the_same_words_always_get_the_same_tag(said):
    who = Pseudonyms()
    for text in said:
        assert who.tag("PHONE", text) == who.tag("PHONE", text)
