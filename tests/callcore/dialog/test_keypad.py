from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.dialog.keypad import ALONE_S, BETWEEN_S, MOST_DIGITS, Keypad, Pressed


def typed(keys, keypad=None, *, start_s=0.0, step_s=0.3):
    """Press ``keys`` one after another; return the keypad and when the last came."""
    keypad = keypad or Keypad()
    now_s = start_s
    for at, key in enumerate(keys):
        now_s = start_s + at * step_s
        keypad.press(key, now_s)
    return keypad, now_s


def test_a_number_is_due_after_a_pause_and_only_once():
    keypad, last_s = typed("100001")
    assert keypad.entering
    assert keypad.due(last_s + BETWEEN_S - 0.01) is None
    assert keypad.due(last_s + BETWEEN_S) == "100001"
    assert not keypad.entering
    assert keypad.due(last_s + 100) is None
    assert not keypad.wants_operator(last_s + 100)


def test_a_hash_enters_it_at_once():
    keypad, last_s = typed("42")
    assert keypad.press("#", last_s + 0.1) is Pressed.ENTERED
    assert keypad.due(last_s + 0.1) == "42"


def test_a_hash_alone_is_nothing():
    assert Keypad().press("#", 0) is Pressed.IGNORED
    assert Keypad().due(99) is None


def test_a_star_erases_what_was_entered():
    keypad, last_s = typed("123*")
    assert keypad.due(last_s + 10) is None
    keypad, last_s = typed("99", keypad, start_s=20)
    assert keypad.due(last_s + 10) == "99"


def test_the_first_digit_of_a_number_is_told():
    keypad = Keypad()
    assert [keypad.press(k, 0.1 * i) for i, k in enumerate("12*3")] == [
        Pressed.FIRST, Pressed.MORE, Pressed.ERASED, Pressed.FIRST,
    ]  # fmt: skip


def test_a_zero_alone_is_the_operator_a_moment_later():
    keypad, last_s = typed("0")
    assert not keypad.wants_operator(last_s + ALONE_S - 0.01)
    assert keypad.wants_operator(last_s + ALONE_S)
    assert not keypad.wants_operator(last_s + ALONE_S)
    assert keypad.due(last_s + 100) is None


def test_a_phone_number_begins_with_a_zero_and_is_no_call_for_an_operator():
    keypad, last_s = typed("0671234567", step_s=ALONE_S - 0.1)
    assert not keypad.wants_operator(last_s + 100)
    assert keypad.due(last_s + 100) == "0671234567"


def test_after_the_zero_a_caller_may_be_as_slow_as_in_any_number():
    keypad, last_s = typed("06")
    keypad, last_s = typed("7", keypad, start_s=last_s + BETWEEN_S - 0.1)
    assert keypad.due(last_s + BETWEEN_S) == "067"


def test_three_zeros_are_the_operator_at_once():
    keypad, last_s = typed("00")
    assert not keypad.wants_operator(last_s)
    assert keypad.press("0", last_s + 0.2) is Pressed.OPERATOR
    assert keypad.wants_operator(last_s + 0.2)


@pytest.mark.parametrize("keys", ["00", "0#", "00#"])
def test_a_number_of_zeros_is_the_operator(keys):
    keypad, last_s = typed(keys)
    assert keypad.wants_operator(last_s + BETWEEN_S)
    assert keypad.due(last_s + BETWEEN_S) is None


def test_zeros_within_a_number_are_digits():
    keypad, last_s = typed("1000")
    assert not keypad.wants_operator(last_s + BETWEEN_S)
    assert keypad.due(last_s + BETWEEN_S) == "1000"


def test_an_international_prefix_is_no_operator():
    keypad, last_s = typed("00380671234567")
    assert keypad.due(last_s + BETWEEN_S) == "00380671234567"


def test_a_number_that_nobody_asked_for_in_time_does_not_run_into_the_next():
    keypad, last_s = typed("0")
    typed("12", keypad, start_s=last_s + 10)
    assert keypad.wants_operator(last_s + 10.5)
    assert keypad.due(last_s + 20) == "12"


def test_at_most_twenty_digits_are_kept():
    keypad, last_s = typed("1" * MOST_DIGITS)
    assert keypad.press("2", last_s) is Pressed.IGNORED
    assert keypad.due(last_s + BETWEEN_S) == "1" * MOST_DIGITS == "1" * 20


@pytest.mark.parametrize(
    "key", ["A", "B", "C", "D", "", "12", "x", "٣", " ", "\x00", "##"]
)
def test_other_keys_are_ignored_and_do_not_prolong(key):
    keypad, last_s = typed("7")
    assert keypad.press(key, last_s + 2) is Pressed.IGNORED
    assert keypad.due(last_s + BETWEEN_S) == "7"


def test_the_next_decision_is_known_in_advance():
    keypad = Keypad(between_s=2, alone_s=0.5)
    assert keypad.due_s is None
    keypad.press("0", 10)
    assert keypad.due_s == 10.5
    keypad.press("6", 10.2)
    assert keypad.due_s == 12.2


@given(
    st.lists(
        st.tuples(st.sampled_from("0123456789*#AD?"), st.floats(0, 4)), max_size=60
    )
)
def test_whatever_is_pressed_ends_decided_and_digits_are_never_made_up(keys):
    keypad, now_s, numbers = Keypad(), 0.0, []
    for key, after_s in keys:
        now_s += after_s
        keypad.press(key, now_s)
        numbers.append(keypad.due(now_s))
    numbers.append(keypad.due(now_s + BETWEEN_S))
    keypad.wants_operator(now_s + BETWEEN_S)
    assert not keypad.entering
    assert keypad.due_s is None
    entered = "".join(number or "" for number in numbers)
    pressed = iter(key for key, _ in keys)
    assert all(digit in pressed for digit in entered)  # a subsequence
    assert all(number is None or set(number) - {"0"} for number in numbers)
