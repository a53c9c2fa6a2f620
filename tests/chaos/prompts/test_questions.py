from __future__ import annotations

import pytest

from chaos.prompts.dialogue import ANSWER_KEYS
from chaos.prompts.questions import PATTERNS, asked

ASKS = [
    ("en", "how_many", "I have it for 4 650 UAH. How many would you like?"),
    ("en", "how_many", "What quantity shall I put down?"),
    ("en", "which", "I have two of them. Which one would you like?"),
    ("en", "size", "Which size do you need? For example, 205/55 R16."),
    ("en", "season", "Do you need winter or summer tyres?"),
    ("en", "delivery", "Would you like to pick it up or have it delivered?"),
    ("en", "city", "Which city should we send it to?"),
    ("en", "place", "What is the branch number?"),
    ("en", "name", "And what is the recipient's name?"),
    ("en", "phone", "Your number is withheld. Which phone number is the order for?"),
    ("en", "confirm", "Four pieces, pick-up at the shop. Is that right, shall I confirm the order?"),
    ("en", "cancel", "Do you really want to cancel it?"),
    ("en", "anything_else", "Your order is placed. Anything else?"),
    ("en", "order_number", "Please tell me the order number."),
    ("en", "operator", "Shall I connect you to an operator?"),
    ("en", "callback", "Shall we call you back tomorrow?"),
    ("en", "change", "All right. What should I change?"),
    ("en", "still_there", "Are you still there?"),
    ("ru", "how_many", "Сколько штук вам нужно?"),
    ("ru", "which", "Какие вам подойдут?"),
    ("ru", "size", "Какой размер нужен?"),
    ("ru", "season", "Вам нужны зимние или летние шины?"),
    ("ru", "delivery", "Заберёте сами или нужна доставка?"),
    ("ru", "city", "В какой город отправить?"),
    ("ru", "place", "Какой номер отделения?"),
    ("ru", "name", "На чьё имя оформить?"),
    ("ru", "phone", "На какой номер телефона оформить заказ?"),
    ("ru", "confirm", "Всё верно, подтверждаете заказ?"),
    ("ru", "cancel", "Вы действительно хотите отменить заказ?"),
    ("ru", "anything_else", "Заказ оформлен. Что-нибудь ещё?"),
    ("ru", "order_number", "Назовите, пожалуйста, номер заказа."),
    ("ru", "operator", "Соединить вас с оператором?"),
    ("ru", "callback", "Вам перезвонить завтра?"),
    ("ru", "change", "Что изменить?"),
    ("uk", "how_many", "Скільки штук потрібно?"),
    ("uk", "which", "Що оберете?"),
    ("uk", "size", "Який розмір потрібен?"),
    ("uk", "season", "Вам потрібні зимові чи літні шини?"),
    ("uk", "delivery", "Заберете самі чи потрібна доставка?"),
    ("uk", "city", "У яке місто надіслати?"),
    ("uk", "place", "Який номер відділення?"),
    ("uk", "name", "На чиє ім'я оформити?"),
    ("uk", "phone", "На який номер телефону оформити замовлення?"),
    ("uk", "confirm", "Все правильно, підтверджуєте замовлення?"),
    ("uk", "cancel", "Ви справді хочете скасувати замовлення?"),
    ("uk", "anything_else", "Чим ще можу допомогти?"),
    ("uk", "order_number", "Назвіть, будь ласка, номер замовлення."),
    ("uk", "operator", "З'єднати вас з оператором?"),
    ("uk", "callback", "Передзвонити вам завтра?"),
    ("uk", "change", "Що змінити?"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "key", "text"), ASKS)
def test_what_an_agent_asks_is_understood(language, key, text):
    assert asked(text, language)[0] == key


def test_a_statement_asks_nothing():
    assert asked("It costs 4 650 UAH.", "en") == []
    assert asked("", "uk") == []


def test_the_last_question_counts_first():
    text = "Which one would you like? And how many?"
    assert asked(text, "en")[:2] == ["how_many", "which"]


def test_a_read_back_asks_for_a_yes_and_not_for_what_it_names():
    text = (
        "Your order: four tyres, delivery to a branch, for the phone number 067. "
        "Is that right?"
    )
    assert asked(text, "en") == ["confirm"]


def test_an_agent_who_speaks_another_language_is_understood():
    assert asked("Сколько штук?", "en") == ["how_many"]


def test_every_answer_has_its_question_in_every_language():
    for patterns in PATTERNS.values():
        assert {key for key, _ in patterns} == ANSWER_KEYS
