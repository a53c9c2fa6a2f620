from __future__ import annotations

import pytest

from callcore.shared.observe.masking.memory import PATIENCE, Memory, Topic


def heard(*turns, memory=None):
    """Feed turns as (text, digits of a telephone in it) and return the memory."""
    memory = memory or Memory()
    for text, digits in turns:
        memory.hear(text, "caller")
        if digits:
            memory.note("PHONE", digits)
        memory.over(text, text, "caller")
    return memory


ASKED = ("what is your phone number", "")


def test_nothing_is_expected_of_a_text_by_itself():
    assert Memory().expecting == Topic.NOTHING


def test_a_question_says_what_is_expected():
    assert heard(ASKED).expecting == Topic.PHONE


def test_digits_keep_it_open():
    memory = heard(ASKED, ("oh six seven", "067"), ("i will look", ""), ("one", "1"))
    assert memory.heard == "0671"
    assert memory.patience == PATIENCE


def test_other_talk_ends_it():
    assert heard(ASKED, *[("i would rather not do that", "")] * PATIENCE).expecting == (
        Topic.NOTHING
    )


def test_asides_do_not_end_it_soon():
    memory = heard(ASKED, *[("yes", "")] * PATIENCE)
    assert memory.expecting == Topic.PHONE
    heard(*[("yes", "")] * 9, memory=memory)
    assert memory.expecting == Topic.NOTHING


def test_a_whole_number_leaves_room_for_one_turn_only():
    memory = heard(ASKED, ("0671234567", "0671234567"))
    assert memory.expecting == Topic.PHONE
    heard(("fine, i have written that down", ""), memory=memory)
    assert memory.expecting == Topic.NOTHING


@pytest.mark.parametrize(
    ("digits", "whole"),
    [
        ("067123456", False),
        ("3806712345", False),
        ("8926123456", False),
        ("2125550198", True),
    ],
)
def test_how_long_a_number_is_follows_from_its_beginning(digits, whole):
    assert (heard(ASKED, ("...", digits)).patience == 1) is whole


def test_another_question_replaces_it():
    memory = heard(ASKED, ("067", "067"), ("and your order number?", ""))
    assert memory.expecting == Topic.ORDER
    assert memory.heard == ""


def test_a_number_is_known_when_it_is_read_back():
    memory = heard(("0671234567", "0671234567"))
    assert memory.knows("1234")
    assert not memory.knows("123")
    assert not memory.knows("4321")


def test_reading_back_does_not_count_as_more_digits():
    memory = heard(ASKED, ("067 123", "067123"), ("067 123 right", "067123"))
    assert memory.heard == "067123"


def test_only_the_last_numbers_are_known():
    numbers = [f"067000{index}000" for index in range(9)]
    memory = heard(*[(number, number) for number in numbers])
    assert memory.knows(numbers[-1])
    assert not memory.knows(numbers[0])


def test_a_name_that_was_given_is_expected_for_one_more_turn():
    memory = heard(("what is your name", ""))
    memory.over("ann lee", "[PERSON]", "caller")
    assert memory.expecting == Topic.NAME
    heard(("i need four tyres for it", ""), memory=memory)
    assert memory.expecting == Topic.NOTHING


def test_a_copy_goes_its_own_way():
    memory = heard(ASKED)
    other = memory.copy()
    heard(*[("i would rather not do that", "")] * PATIENCE, memory=other)
    assert memory.expecting == Topic.PHONE


def test_the_number_that_is_asked_for_again_is_the_one_that_was_asked_for():
    memory = heard(("your order number please", ""), ("repeat the number please", ""))
    assert memory.expecting == Topic.ORDER
    heard(("and your number", ""), memory=memory)
    assert memory.expecting == Topic.PHONE
