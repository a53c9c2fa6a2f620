from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.cancelling import MAX_CHARS, agrees_to_cancel
from callcore.shared.ids import LANGUAGES, Language

YES: list[tuple[Language, str]] = [
    ("en", "yes"),
    ("en", "Yes, cancel it."),
    ("en", "Yes, please cancel my order."),
    ("en", "cancel it"),
    ("en", "cancel the order please"),
    ("en", "Yes, I really want to cancel it."),
    ("en", "yes I do"),
    ("en", "yes, I want to"),
    ("ru", "да"),
    ("ru", "Да, отмените."),
    ("ru", "да, отменяйте заказ"),
    ("ru", "Отмените, пожалуйста."),
    ("ru", "да, хочу"),
    ("ru", "да, точно хочу отменить"),
    ("uk", "так"),
    ("uk", "Так, скасуйте."),
    ("uk", "так, скасуйте замовлення"),
    ("uk", "Скасуйте його, будь ласка."),
    ("uk", "так, відмініть"),
    ("uk", "так, хочу"),
]
NO: list[tuple[Language, str]] = [
    ("en", "no"),
    ("en", "no, cancel it"),
    ("en", "cancel"),
    ("en", "don't cancel"),
    ("en", "do not cancel it"),
    ("en", "yes, don't cancel it"),
    ("en", "yes, keep it"),
    ("en", "yes, place the order"),
    ("en", "confirm my order"),
    ("en", "should I cancel it?"),
    ("en", "cancel it and order four more"),
    ("en", "yes but how much was it"),
    ("en", ""),
    ("en", "mhm"),
    ("ru", "нет"),
    ("ru", "не отменяйте"),
    ("ru", "нет, не отменяйте"),
    ("ru", "да, не отменяйте"),
    ("ru", "не хочу"),
    ("ru", "подтверждаю заказ"),
    ("ru", "да, оформляйте"),
    ("ru", "да, оставьте"),
    ("ru", "отмените одну шину"),
    ("uk", "ні"),
    ("uk", "не скасовуйте"),
    ("uk", "ні, не треба скасувати"),
    ("uk", "так, не скасуйте"),
    ("uk", "замовляю"),
    ("uk", "залиште"),
]


@pytest.mark.parametrize(("language", "text"), YES)
def test_a_yes_to_cancelling(language: Language, text: str) -> None:
    assert agrees_to_cancel(text, language)


@pytest.mark.parametrize(("language", "text"), NO)
def test_anything_else_keeps_the_order(language: Language, text: str) -> None:
    assert not agrees_to_cancel(text, language)


@given(st.text(max_size=MAX_CHARS + 10), st.sampled_from(LANGUAGES))
def test_no_text_breaks_it(text: str, language: Language) -> None:
    agrees_to_cancel(text, language)
