from __future__ import annotations

import pytest

from callcore.shared.observe.masking.case import Case
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.dictated import runs
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory, Topic


def case(text, expecting=Topic.NOTHING):
    line = read(text)
    return Case(line, runs(line, Claims(text))[0], Memory(expecting=expecting))


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("+380", "+"),
        ("+ (380", "+ ("),
        ("плюс тридцять", "плюс "),
        ("Plus thirty", "plus "),
        ("surplus thirty", ""),
        ("380", ""),
    ],
)
def test_the_plus_before_it_belongs_to_a_number(text, lead):
    assert case(text).lead == lead


def test_the_text_of_it_is_at_hand():
    assert case("so oh six um seven then").said == "oh six um seven"


@pytest.mark.parametrize(
    ("text", "otherwise"),
    [
        ("order 123", True),
        ("order a b c d 123", True),
        ("order a b c d e 123", False),
        ("price 123", True),
        ("phone 123", False),
    ],
)
def test_a_word_before_it_may_say_that_it_is_something_else(text, otherwise):
    assert case(text).marked_otherwise is otherwise


@pytest.mark.parametrize(
    ("expecting", "text", "otherwise"),
    [
        (Topic.ORDER, "123", True),
        (Topic.AMOUNT, "123", True),
        (Topic.ORDER | Topic.PHONE, "123", False),
        (Topic.ORDER, "phone 123", False),
        (Topic.NOTHING, "123", False),
    ],
)
def test_a_question_may_say_that_it_is_something_else(expecting, text, otherwise):
    assert case(text, expecting).asked_otherwise is otherwise


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("u a 21", True),
        ("ю эй 21", True),
        ("ua 21", True),
        ("uk 21", False),
        ("a 21", False),
    ],
)
def test_letters_before_it_are_seen(text, yes):
    assert case(text).lettered is yes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("паспорт ем те 123 це", (1, 3)),
        ("іпн це 123", (2, 2)),
        ("ni q q 12 34 c", (1, 5)),
        ("ni 12 а", (1, 1)),
    ],
)
def test_the_letters_of_a_document_belong_to_it(text, words):
    assert case(text).with_letters() == words
