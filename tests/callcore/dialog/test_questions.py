from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.phrases import PHRASES
from callcore.agent.readback import read_back
from callcore.dialog.questions import Question, asks_again, question_of
from callcore.dialog.sayable import sayable
from callcore.engines.llm.offline import phrases_en, phrases_ru, phrases_uk
from callcore.shared.ids import LANGUAGES
from callcore.store.port import Order, OrderLine

OFFLINE = {"en": phrases_en.PHRASES, "ru": phrases_ru.PHRASES, "uk": phrases_uk.PHRASES}
ASKS = {
    Question.OPEN: "hello help need what-else bye operator lost no-search total price",
    Question.YES_NO: "guess none none-relax fewer say-yes cancelled placed status refused "
    "no-transfer",
    Question.CHOICE: "ask-season offer offer-many no-more which gone-else change",
    Question.QUANTITY: "one chosen quantity",
    Question.SIZE: "ask-size ask-viscosity ask-diameter",
    Question.NUMBER: "ask-order status-none",
    Question.PHONE: "ask-phone",
}
FILLING = {
    "wish": "winter tyres 205/55 R16", "name": "Alpin 6", "price": "4 650 UAH", "stock": "3",
    "items": "Alpin 6", "count": "5", "seasons": "winter", "number": "100001", "state": "ok",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("question", "key"), [(q, key) for q in ASKS for key in ASKS[q].split()]
)
def test_the_offline_agent_is_understood(language, question, key):
    text = OFFLINE[language][key].format(**FILLING)
    expected = question
    if (language, key) in {("uk", "cancelled"), ("uk", "else")}:
        expected = Question.OPEN  # "Чим ще можу допомогти?"
    assert question_of(text, language) is expected
    assert question_of(sayable(text, language).text, language) is expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("own", [True, False])
def test_a_read_back_wants_a_yes_though_it_names_a_phone(language, own):
    order = Order("1", "draft", (OrderLine("p", 4),), 1_860_000, "+380441234567")
    text = read_back(order, {"p": "Alpin 6 205/55 R16"}, language, own_number=own)
    assert question_of(text, language) is Question.YES_NO
    assert question_of(sayable(text, language).text, language) is Question.YES_NO


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fixed_phrases_are_understood(language):
    asked = {
        key: question_of(text, language) for key, text in PHRASES[language].items()
    }
    assert asked.pop("still_there") is Question.YES_NO
    del asked["did_not_hear"]  # see asks_again
    assert set(asked.values()) == {Question.OPEN}


@pytest.mark.parametrize(
    ("text", "language", "question"),
    [
        ("Could you tell me your phone number, please?", "en", Question.PHONE),
        ("Is that the right number?", "en", Question.YES_NO),
        ("What is your order number?", "en", Question.NUMBER),
        ("Would you like delivery?", "en", Question.YES_NO),
        ("Would you like summer or winter tyres?", "en", Question.CHOICE),
        ("When should we deliver?", "en", Question.OPEN),
        ("What size are your tyres?", "en", Question.SIZE),
        ("And how many do you need?", "en", Question.QUANTITY),
        ("It costs five hundred or so.", "en", Question.OPEN),
        ("Подскажите, пожалуйста, номер телефона?", "ru", Question.PHONE),
        ("Какой у вас номер заказа?", "ru", Question.NUMBER),
        ("Вам нужна доставка?", "ru", Question.YES_NO),
        ("Летние или зимние?", "ru", Question.CHOICE),
        ("Когда вам удобно?", "ru", Question.OPEN),
        ("Какой размер шин вам нужен?", "ru", Question.SIZE),
        ("Підкажіть, будь ласка, номер телефону?", "uk", Question.PHONE),
        ("Який у вас номер замовлення?", "uk", Question.NUMBER),
        ("Вам потрібна доставка?", "uk", Question.YES_NO),
        ("Літні чи зимові?", "uk", Question.CHOICE),
        ("Коли вам зручно?", "uk", Question.OPEN),
        ("Який розмір шин вам потрібен?", "uk", Question.SIZE),
        ("Чи потрібна вам доставка?", "uk", Question.YES_NO),
    ],
)
def test_a_model_that_words_it_otherwise_is_understood(text, language, question):
    assert question_of(text, language) is question


def test_a_question_four_sentences_ago_is_forgotten():
    assert question_of("How many? A. B. C.", "en") is Question.OPEN
    assert question_of("How many? A. B.", "en") is Question.QUANTITY


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_a_plea_to_repeat_leaves_the_question_open(language):
    for key in ("did_not_hear", "still_there"):
        assert asks_again(PHRASES[language][key], language)
    for key in ("repair-1", "repair-2"):
        assert asks_again(OFFLINE[language][key], language)
    for key in ("ask-order", "quantity", "status-none", "hello", "bye"):
        assert not asks_again(OFFLINE[language][key], language)


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_no_text_raises(text, language):
    assert question_of(text, language) in Question
    assert asks_again(text, language) in (True, False)
