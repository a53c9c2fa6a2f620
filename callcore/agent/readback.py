"""An order as it is said: all in words, so that what is heard is what was meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from callcore.shared.ids import Language
from callcore.shared.spoken.say import counted, digit_words, money_words, number_words
from callcore.shared.spoken.tongue import Plural
from callcore.store.port import Delivery, Order

MAX_NUMBER: Final = 12  # digits of an order's number that can be listened to
_PIECES: Final[dict[Language, Plural]] = {
    "en": ("piece", "pieces", "pieces"),
    "ru": ("штука", "штуки", "штук"),
    "uk": ("штука", "штуки", "штук"),
}
_READ_BACK: Final[dict[Language, str]] = {
    "en": "Your order: {lines}, {total} in total, {way}for {recipient}. Is that right, "
    "shall I confirm the order?",
    "ru": "Ваш заказ: {lines}, всего {total}, {way}на {recipient}. Всё верно, "
    "подтверждаете заказ?",
    "uk": "Ваше замовлення: {lines}, разом {total}, {way}на {recipient}. Все правильно, "
    "підтверджуєте замовлення?",
}
_CANCEL: Final[dict[Language, str]] = {
    "en": "Your order{number}: {lines}{total} in total. Do you really want to cancel it?",
    "ru": "Ваш заказ{number}: {lines}всего {total}. Вы точно хотите его отменить?",
    "uk": "Ваше замовлення{number}: {lines}разом {total}. Ви точно хочете його скасувати?",
}
_NUMBER: Final[dict[Language, str]] = {"en": "number", "ru": "номер", "uk": "номер"}
_RECIPIENT: Final[dict[Language, str]] = {
    "en": "{name}",
    "ru": "имя {name}",
    "uk": "ім'я {name}",
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
_DIGITS: Final = re.compile(r"\d{1,6}")


def read_back(
    order: Order,
    names: Mapping[str, str],
    language: Language,
    *,
    own_number: bool,
    delivery: str = "",
) -> str:
    """Return the sentence that ends in the question; ``names`` by product id.

    ``delivery`` is the name of the way it goes, '' if there is none to tell.
    """
    return _READ_BACK[language].format(
        lines=_lines(order, names, language),
        total=money_words(order.total_kopiykas, language),
        way=_way(order.delivery, delivery, language),
        recipient=_recipient(order, language, own_number=own_number),
    )


def cancel_question(order: Order, names: Mapping[str, str], language: Language) -> str:
    """Return the question whether a binding order shall be cancelled."""
    number = ""
    if order.id.isdecimal() and len(order.id) <= MAX_NUMBER:
        number = f" {_NUMBER[language]} {digit_words(order.id, language)}"
    named = all(names.get(line.product_id) for line in order.lines)
    lines = f"{_lines(order, names, language)}, " if named and order.lines else ""
    total = money_words(order.total_kopiykas, language)
    return _CANCEL[language].format(number=number, lines=lines, total=total)


def price(kopiykas: int, language: Language) -> str:
    """Return an amount as it is written: ``4 650 грн``."""
    hryvnias, rest = divmod(kopiykas, 100)
    amount = f"{hryvnias:,}".replace(",", " ")
    if rest:
        amount += f",{rest:02}" if language != "en" else f".{rest:02}"
    return f"{amount} {_CURRENCY[language]}"


def _lines(order: Order, names: Mapping[str, str], language: Language) -> str:
    return ", ".join(
        f"{names[line.product_id]}, "
        f"{counted(line.quantity, _PIECES[language], language, 'f')}"
        for line in order.lines
    )


def _way(where: Delivery, name: str, language: Language) -> str:
    """Return "delivery to a branch, Lviv, number five, ", '' if it has no name."""
    if not name:
        return ""
    place = where.place
    if place.isdecimal():  # the number of a branch
        place = f"{_NUMBER[language]} {place}"
    parts = [name, where.city, _DIGITS.sub(lambda d: _said(d[0], language), place)]
    return "".join(f"{part}, " for part in parts if part)


def _said(digits: str, language: Language) -> str:
    return number_words(int(digits), language)


def _recipient(order: Order, language: Language, *, own_number: bool) -> str:
    """Return whom it is for: a name, and the number unless it is the caller's own."""
    number = _OWN_NUMBER[language]
    if not own_number:
        digits = digit_words(order.phone, language)
        number = _OTHER_NUMBER[language].format(digits=digits)
    if not order.name:
        return number
    name = _RECIPIENT[language].format(name=order.name)
    return name if own_number else f"{name}, {number}"
