"""The caller understands what he is asked, in three languages."""

from __future__ import annotations

import pytest

from callcore.agent.phrases import PHRASES
from chaos.demo.cues import CUES, Cue, cue_of

SAID = [
    ("en", "Hello, this is the tyre shop. How can I help you?", Cue.GREETING),
    ("en", "I have two of them. Which one would you like?", Cue.WHICH),
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
