from __future__ import annotations

import pytest

from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.topics import Topic, is_aside, is_vague, topic_of
from callcore.shared.observe.masking.wanted import code_topic
from callcore.shared.observe.pii import Sanitizer


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Which phone number can we reach you on?", Topic.PHONE),
        ("which number?", Topic.PHONE),
        ("your mobile please", Topic.PHONE),
        ("How can we contact you?", Topic.PHONE),
        ("на який номер вам передзвонити", Topic.PHONE),
        ("Як з вами зв'язатися?", Topic.PHONE),
        ("продиктуйте номер", Topic.PHONE),
        ("номер телефону, на який оформлене замовлення", Topic.PHONE),
        ("номер замовлення або номер телефону", Topic.PHONE),
        ("на какой номер отправить смс", Topic.PHONE),
        ("повторіть номер ще раз", Topic.PHONE),
        ("мой телефон", Topic.PHONE),
        ("i bought a phone last week at the market for my wife", Topic.NOTHING),
        ("What is your order number?", Topic.ORDER),
        ("назовите номер заказа", Topic.ORDER),
        ("телефон є, тепер номер замовлення", Topic.ORDER),
        ("What number of tyres do you need?", Topic.AMOUNT),
        ("який розмір шин", Topic.AMOUNT),
        ("Скільки коліс?", Topic.AMOUNT),
        ("номер вашої картки", Topic.CARD),
        ("назовите код из смс", Topic.DOCUMENT),
        ("вкажіть ваш іпн", Topic.DOCUMENT),
        ("What is your name?", Topic.NAME),
        ("на чье имя оформить", Topic.NAME),
        ("ваше прізвище та адреса доставки", Topic.NAME | Topic.ADDRESS),
        ("Який у вас імейл?", Topic.EMAIL),
        ("яка у вас електронна пошта", Topic.EMAIL),
        ("доставка нова пошта підходить?", Topic.NOTHING),
        ("could you spell that", Topic.SPELLING),
        ("my name is Ann", Topic.NOTHING),
        ("перезвоните мне в три", Topic.NOTHING),
        ("", Topic.NOTHING),
    ],
)
def test_a_turn_tells_what_comes_next(text, topic):
    assert topic_of(read(text)) == topic


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("так, далі", True),
        ("i'm listening", True),
        ("so oh six seven, go on", True),
        ("[PHONE] так так так", True),
        ("i would rather not say it", False),
    ],
)
def test_a_turn_that_only_keeps_the_talk_going_is_told(text, yes):
    assert is_aside(read(text)) is yes


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("repeat the number", True),
        ("your number", False),
        ("phone number", False),
        ("yes", False),
    ],
)
def test_a_number_of_nothing_in_particular_is_told(text, yes):
    assert is_vague(read(text)) is yes


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("Registration of the car?", True),
        ("What is the number of your car?", True),
        ("Какой у вас автомобиль и номер?", True),
        ("Продиктуйте VIN, будь ласка", True),
        ("Яке у вас авто?", False),
        ("Which car do you drive?", False),
        ("What is your name?", False),
    ],
)
def test_the_number_of_a_car_is_asked_for_not_which_car_it_is(text, yes):
    assert bool(code_topic(read(text)) & (Topic.PLATE | Topic.VIN)) is yes


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Номер будинку?", "сорок три"),
        ("Номер дома и квартиры?", "сорок девять"),
        ("Where should we ship it?", "two weir lane"),
        ("Street and house number?", "forty nine"),
        ("Какой почтовый индекс?", "ноль двадцать семь"),
        ("What's the postcode?", "r g six one w n"),
        ("Куди доставити?", "озерна чотирнадцять"),
    ],
)
def test_parts_of_an_address_are_expected_where_they_are_asked_for(question, answer):
    call = Sanitizer()
    call.feed(question, speaker="agent")
    assert "[ADDRESS]" in call.feed(answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Какой индекс нагрузки?", "девяносто один"),
        ("Номер замовлення?", "сорок п'ять двадцять"),
        ("Where did you hear of us?", "twenty one"),
        ("Скільки штук?", "чотири"),
    ],
)
def test_other_numbers_stay(question, answer):
    call = Sanitizer()
    call.feed(question, speaker="agent")
    assert call.feed(answer) == answer
