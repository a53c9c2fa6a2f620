"""Which code a turn asks for or announces."""

from __future__ import annotations

import pytest

from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.topics import Topic
from callcore.shared.observe.masking.wanted import code_topic, is_sure, topic_at

ASKED = {
    Topic.CARD: "Продиктуйте номер вашої картки, будь ласка.|на яку карту повернути гроші|Диктуйте карту."
    "|зараз продиктую карту|картка така|номер карты скажите|Куда вернуть? Номер карты?|my card number is"
    "|what card shall we refund to|sixteen digits on the front of the card?|Card details, please.|Карта?",
    Topic.IBAN: "Який IBAN?|IBAN, будь ласка|на який рахунок повернути кошти|Какой счет для возврата?"
    "|айбан такий|ибан диктуйте|my iban is|account number please|which account should we refund to",
    Topic.VIN: "Він-код?|Який він-код авто?|скажіть вин|він код такий|диктую він|What's the VIN?"
    "|Вин-код, пожалуйста|vin number is",
    Topic.PLATE: "Держномер?|номер авто|Номер машини?|Регистрационный номер?|диктую номер машини"
    "|What's the reg?|Registration?|number plate is|Номер автівки?",
    Topic.DOCUMENT: "Ваш ІПН?|Податковий номер?|Серія та номер посвідчення?|мій іпн|Какой ИНН?"
    "|passport number please|National Insurance number?",
    Topic.EMAIL: "моя пошта|мой имейл|my email is|диктую мейл",
}  # fmt: skip
CLEAR = (
    "Оплата карткою чи при отриманні?|картою можна?|Картка чи готівка?|Карты принимаете?|card or cash"
    "|do you take cards|Яке у вас авто?|какая машина|what car is it|Новою поштою?|він приїде?"
    "|рахунок-фактуру виставити?|Номер замовлення?|Який розмір?|телефон і номер картки лояльності?"
)


@pytest.mark.parametrize(
    ("topic", "text"),
    [(topic, text) for topic, texts in ASKED.items() for text in texts.split("|")],
)
def test_a_code_is_asked_for_or_announced(topic, text):
    assert code_topic(read(text)) == topic


@pytest.mark.parametrize("text", CLEAR.split("|"))
def test_paying_cars_and_orders_ask_for_no_code(text):
    assert code_topic(read(text)) == Topic.NOTHING


def test_a_word_by_itself_tells_what_follows_it():
    assert topic_at(read("my card 4149"), 1) == Topic.CARD
    assert topic_at(read("він 12"), 0) == Topic.NOTHING
    assert topic_at(read("він код 12"), 0) == Topic.VIN


def test_some_words_are_nothing_but_the_name_of_a_code():
    assert is_sure("ібан")
    assert not is_sure("картка")
