from __future__ import annotations

import pytest

from callcore.shared.observe.masking.case import Case
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.dictated import runs
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory, Topic
from callcore.shared.observe.masking.phones import is_phone
from callcore.shared.observe.pii import mask


def judged(text, expecting=Topic.NOTHING, known=()):
    line = read(text)
    memory = Memory(expecting=expecting, known=known)
    return is_phone(Case(line, runs(line, Claims(text))[-1], memory))


@pytest.mark.parametrize(
    "text",
    [
        "0671234567",
        "380671234567",
        "80671234567",
        "89261234567",
        "74951234567",
        "+48221234567",
        "plus four eight two two one two three four five six seven",
        "+38 (067) 123-45-67",
        "067.123.45.67",
        "067/123/45/67",
        "0-800-300-400",
        "8 800 200 0 600",
        "020 7946 0958",
        "07700 900123",
        "0412 345 678",
        "98765 43210",
        "212-555-0198",
        "1-800-555-0199",
        "001-234-567-8901x123",
        "305, 55, 57, 546",
        "600 123 456",
        "0 6 7 1 2 3 4 5 6 7",
        "one two three four five six seven eight nine",
        "oh six seven one two three four",
        "my phone is five five five two one",
        "my phone is oh six seven",
        "my phone ends in two one oh four",
        "phone 1671234567",
        "number is 555 12 34",
        "номер 1234567890",
        "call 555-0123",
        "the last four are 8830",
        "последние четыре девяносто один ноль три",
        "номер закінчується на 38 02",
        "caller id +1 646 555 0142",
        "не 916, а 926: 8 926 310 08 77",
        "[PHONE] доб. 12",
        "order 0671234567",
    ],
)
def test_a_telephone_is_known(text):
    assert judged(text)


@pytest.mark.parametrize(
    "text",
    [
        "1671234567",
        "1777653352468",
        "one two three four five six seven eight",
        "phone 2104",
        "my phone is two",
        "order five eight eight zero seven nine one two three",
        "order 8349118980",
        "branch 1234567",
        "№ 67 123 45 67 89",
        "#671234567",
        "number 1234567",
        "555-0123",
        "ext 12",
        "12:34:56:78:90",
        "20, 21, 22, 23, 24",
        "0 265 007 544",
        "чому по телефону 5 350",
        "the last 883",
        "the last 58830",
        "13 14 15 16 17",
        "phone 1234567890123456",
    ],
)
def test_other_digits_are_none(text):
    assert not judged(text)


def test_few_digits_count_once_a_telephone_was_asked_for():
    assert judged("12", Topic.PHONE)
    assert judged("so, seven", Topic.PHONE)
    assert not judged("seven would be better", Topic.PHONE)
    assert not judged("order 12", Topic.PHONE)
    assert not judged("size 12", Topic.PHONE)


def test_digits_stay_once_an_order_was_asked_for():
    assert not judged("one two three four five six seven eight nine", Topic.ORDER)
    assert judged("067 123 45 67", Topic.ORDER)


def test_a_part_of_a_number_of_this_call_is_known():
    assert judged("it was 4567", known=("0671234567",))
    assert not judged("it was 456", known=("0671234567",))
    assert not judged("it was 4568", known=("0671234567",))


@pytest.mark.parametrize(
    "text",
    ["msisdn 447700900123 is away", "leg 12125550187 answered", "callee 2125550187"],
)
def test_a_bare_number_of_a_log_line_goes_if_its_form_or_a_word_tells(text):
    assert "[PHONE]" in mask(text)


@pytest.mark.parametrize(
    "text", ["item 2125550187 sold", "batch 17771234567 done", "epoch 1777653352"]
)
def test_ten_digits_of_which_nothing_is_said_stay(text):
    assert mask(text) == text
