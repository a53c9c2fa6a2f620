"""An order as it is said: all in words, so that what is heard is what was meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from callcore.shared.ids import Language
from callcore.shared.spoken.say import counted, digit_words, money_words
from callcore.shared.spoken.tongue import Plural
from callcore.store.port import Order

_PIECES: Final[dict[Language, Plural]] = {
    "en": ("piece", "pieces", "pieces"),
    "ru": ("штука", "штуки", "штук"),
    "uk": ("штука", "штуки", "штук"),
}
_READ_BACK: Final[dict[Language, str]] = {
    "en": "Your order: {lines}, {total} in total, for {phone}. Is that right, shall I "
    "confirm the order?",
    "ru": "Ваш заказ: {lines}, всего {total}, на {phone}. Всё верно, подтверждаете заказ?",
    "uk": "Ваше замовлення: {lines}, разом {total}, на {phone}. Все правильно, "
    "підтверджуєте замовлення?",
}
_OWN_NUMBER: Final[dict[Language, str]] = {
    "en": "the number you are calling from",
    "ru": "номер, с которого вы звоните",
    "uk": "номер, з якого ви телефонуєте",
}
_OTHER_NUMBER: Final[dict[Language, str]] = {
    "en": "the number {digits}",
    "ru": "номер {digits}",
    "uk": "номер {digits}",
}
_CURRENCY: Final[dict[Language, str]] = {"en": "UAH", "ru": "грн", "uk": "грн"}


def read_back(
    order: Order, names: Mapping[str, str], language: Language, *, own_number: bool
) -> str:
    """Return the sentence that ends in the question; ``names`` by product id."""
    lines = ", ".join(
        f"{names[line.product_id]}, "
        f"{counted(line.quantity, _PIECES[language], language, 'f')}"
        for line in order.lines
    )
    phone = _OWN_NUMBER[language]
    if not own_number:
        digits = digit_words(order.phone, language)
        phone = _OTHER_NUMBER[language].format(digits=digits)
    total = money_words(order.total_kopiykas, language)
    return _READ_BACK[language].format(lines=lines, total=total, phone=phone)


def price(kopiykas: int, language: Language) -> str:
    """Return an amount as it is written: ``4 650 грн``."""
    hryvnias, rest = divmod(kopiykas, 100)
    amount = f"{hryvnias:,}".replace(",", " ")
    if rest:
        amount += f",{rest:02}" if language != "en" else f".{rest:02}"
    return f"{amount} {_CURRENCY[language]}"
