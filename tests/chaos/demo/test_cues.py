"""The caller understands what he is asked, in three languages."""

from __future__ import annotations

import pytest

from callcore.agent.phrases import PHRASES
from callcore.agent.readback import read_back
from callcore.engines.llm.offline.wording import Wording
from callcore.store.port import Order, OrderLine
from chaos.demo.cues import CUES, Cue, cue_of
from chaos.demo.numerals import pieces_in

SAID = [
    ("en", "Hello, this is the tyre shop. How can I help you?", Cue.GREETING),
    ("en", "I have two of them. Which one would you like?", Cue.WHICH),
    ("en", "I have summer and winter tyres in that size.", Cue.SEASON),
    ("ru", "В этом размере есть летние или зимние шины. Какие нужны?", Cue.SEASON),
    ("uk", "У цьому розмірі є літні та зимові шини. Які потрібні?", Cue.SEASON),
    ("en", "How many do you need?", Cue.HOW_MANY),
    ("en", "Four Nordwind tyres, 205/55 R16. Shall I place the order?", Cue.READ_BACK),
    ("en", "Did you say winter tyres?", Cue.REPAIR),
    ("en", "Sorry, I did not catch that.", Cue.REPEAT),
    ("en", "Your order is placed. Anything else?", Cue.PLACED),
    ("en", "Is there anything else I can do?", Cue.ANYTHING_ELSE),
    ("en", "One moment, I will connect you to an operator.", Cue.CONNECTING),
    ("en", "Shall I connect you to an operator?", Cue.OFFER_HUMAN),
    ("en", "Are you still there?", Cue.STILL_THERE),
    ("en", "Thank you for calling, goodbye.", Cue.GOODBYE),
    ("en", "The sky is blue.", Cue.OTHER),
    ("ru", "Здравствуйте! Чем могу помочь?", Cue.GREETING),
    ("ru", "Какой вариант вам подходит?", Cue.WHICH),
    ("ru", "Сколько штук вам нужно?", Cue.HOW_MANY),
    ("ru", "Четыре шины, всего 12 800 гривен. Подтверждаете?", Cue.READ_BACK),
    ("ru", "Вы сказали зимние шины?", Cue.REPAIR),
    ("ru", "Простите, я не расслышал.", Cue.REPEAT),
    ("ru", "Ваш заказ оформлен. Что-нибудь ещё?", Cue.PLACED),
    ("ru", "Одну минуту, соединяю вас с оператором.", Cue.CONNECTING),
    ("ru", "Соединить вас с оператором?", Cue.OFFER_HUMAN),
    ("ru", "Вы ещё здесь?", Cue.STILL_THERE),
    ("ru", "До свидания!", Cue.GOODBYE),
    ("uk", "Добрий день! Чим можу допомогти?", Cue.GREETING),
    ("uk", "Який варіант вам підходить?", Cue.WHICH),
    ("uk", "Скільки штук вам потрібно?", Cue.HOW_MANY),
    ("uk", "Чотири шини, разом 12 800 гривень. Підтверджуєте?", Cue.READ_BACK),
    ("uk", "Ви сказали зимові шини?", Cue.REPAIR),
    ("uk", "Перепрошую, не розчув.", Cue.REPEAT),
    ("uk", "Ваше замовлення оформлене. Щось ще?", Cue.PLACED),
    ("uk", "Хвилинку, з’єдную вас з оператором.", Cue.CONNECTING),
    ("uk", "З'єднати вас з оператором?", Cue.OFFER_HUMAN),
    ("uk", "Ви ще тут?", Cue.STILL_THERE),
    ("uk", "До побачення!", Cue.GOODBYE),
]


@pytest.mark.parametrize(("language", "text", "cue"), SAID)
def test_a_sentence_has_the_cue_that_a_person_would_hear(language, text, cue):
    assert cue_of(text, language) is cue


def test_every_language_knows_every_cue():
    for patterns in CUES.values():
        assert {cue for cue, _ in patterns} == set(Cue) - {Cue.OTHER}


OFFLINE: dict[str, Cue] = {
    "hello": Cue.GREETING,
    "help": Cue.GREETING,
    "need": Cue.GREETING,
    "what-else": Cue.GREETING,
    "ask-size": Cue.SIZE,
    "ask-season": Cue.SEASON,
    "ask-viscosity": Cue.SIZE,
    "guess": Cue.REPAIR,
    "gone-else": Cue.WHICH,
    "one": Cue.HOW_MANY,
    "offer": Cue.WHICH,
    "offer-many": Cue.WHICH,
    "no-more": Cue.WHICH,
    "which": Cue.WHICH,
    "chosen": Cue.HOW_MANY,
    "quantity": Cue.HOW_MANY,
    "fewer": Cue.FEWER,
    "say-yes": Cue.REPEAT,
    "change": Cue.CHANGE,
    "cancelled": Cue.ANYTHING_ELSE,
    "not-placed": Cue.OTHER,
    "placed": Cue.PLACED,
    "placed-long": Cue.PLACED,
    "else": Cue.ANYTHING_ELSE,
    "welcome": Cue.ANYTHING_ELSE,
    "ask-phone": Cue.PHONE,
    "bye": Cue.GOODBYE,
    "operator": Cue.CONNECTING,
    "lost": Cue.CONNECTING,
    "no-search": Cue.CONNECTING,
    "repair-1": Cue.REPEAT,
    "repair-2": Cue.REPEAT,
}
ITEMS = (
    "Premiorri ViaMaggiore for 2 290 UAH, Kumho WinterCraft for 3 390 UAH and Hankook "
    "Winter i*cept RS3 for 3 690 UAH"
)
BLANKS = {
    "seasons": {
        "en": "winter or summer",
        "ru": "летние или зимние",
        "uk": "літні або зимові",
    },
    "wish": {"en": "winter tyres", "ru": "зимние шины", "uk": "зимові шини"},
    "name": {"en": "Alpin 6", "ru": "Альпин 6", "uk": "Альпін 6"},
}


def spoken(key, language):
    words = {name: texts[language] for name, texts in BLANKS.items()}
    numbers = {
        "price": "4 650",
        "items": ITEMS,
        "stock": 3,
        "count": 7,
        "number": 12,
    }
    return Wording(language).say(key, **words, **numbers)


@pytest.mark.parametrize("language", CUES)
@pytest.mark.parametrize("key", OFFLINE)
def test_the_offline_agent_is_understood(language, key):
    assert cue_of(spoken(key, language), language) is OFFLINE[key]


@pytest.mark.parametrize("language", CUES)
def test_a_read_back_is_understood(language):
    order = Order("1", "draft", (OrderLine("p", 4),), 1_860_000, "+380441234567")
    for own in (True, False):
        text = read_back(order, {"p": "Alpin 6 205/55 R16"}, language, own_number=own)
        assert cue_of(text, language) is Cue.READ_BACK
        assert pieces_in(text, language) == [4]


def test_patterns_stand_in_the_order_of_strength():
    for patterns in CUES.values():
        values = [cue.value for cue, _ in patterns if cue is not Cue.OFFER_HUMAN]
        assert values == sorted(values)


FIXED = {
    "greeting": Cue.GREETING,
    "still_there": Cue.STILL_THERE,
    "did_not_hear": Cue.REPEAT,
    "connecting": Cue.CONNECTING,
    "goodbye": Cue.GOODBYE,
    "filler": Cue.OTHER,
}


@pytest.mark.parametrize("language", CUES)
@pytest.mark.parametrize("key", FIXED)
def test_the_fixed_phrases_of_callcore_are_understood(language, key):
    assert cue_of(PHRASES[language][key], language) is FIXED[key]
