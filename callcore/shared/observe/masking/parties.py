"""Who calls and who is called: numbers and names under the keys of structured fields."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.fieldvalue import LONGEST, Value, digits_in

PHONE: Final = "PHONE"
PERSON: Final = "PERSON"

_NUMBER: Final = re.compile(
    r"(?:sips?:|tel:)?(?P<number>(?:%2B|\+|00)?[ ]?\(?\d(?:[\s().\-\u2014/]{0,2}\d){3,16})"
    r"(?![\w]|\.\d)",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"0\d{9}|380\d{9}|80\d{9}|[78][3489]\d{9}")
_LOGIN: Final = re.compile(r"[a-z]{2,20}_[a-z]{2,20}_\d{2,6}(?!\w)")
_PERCENT: Final = re.compile(r"(?:%D[01]%[0-9A-F]{2}|[\w+.-]){2,120}", re.IGNORECASE)
_ADDRESSED: Final = re.compile(  # what stands in the angle brackets behind a name
    r"<(?:sips?:|tel:|\[[A-Z]|[\w.+-]{1,64}@|(?P<number>\+?\d{5,15})>)", re.IGNORECASE
)
_BESIDE: Final = re.compile(
    r"[\"'_&?\s<](?:phone|tel|telephone|mobile|email|e-mail|surname|address|birth\w*|number\""
    r"|телефон|пошта|адреса|адрес|тел)[\"']?\s?[:=>]",
    re.IGNORECASE,
)
_AROUND: Final = 120  # characters of one record
_MOST_NAMES: Final = 5
_NEXT_KEY: Final = re.compile(r"[\"']?\s?[=:]|[\[(_/]|\.[^\W\d_]{2}")
_HUMP: Final = re.compile(r"[a-z](?<!Mc)(?<!Mac)(?<!De)[A-Z]")  # of a class, not a name
_NO_NAMES: Final = (
    "unknown anonymous private restricted unavailable none null nil true false yes no n na"
    " asterisk test admin root system default guest customer client user caller agent bot"
    " operator manager unassigned empty undefined withheld support sales office shop store"
    " невідомо невідомий неизвестно неизвестен анонім аноним немає нет так ні да клієнт"
    " клиент менеджер оператор підтримка поддержка офіс офис магазин тест sip local call"
    " center centre"
)
_NOBODY: Final = frozenset(_NO_NAMES.split())
_NO_NAME: Final = (
    flags.TAG
    | flags.UNDERSCORE
    | flags.NUMBER
    | flags.PHONE_WORD
    | flags.MAIL_WORD
    | flags.PLACE_HINT
    | flags.STREET
    | flags.CODE_ORDER
)
_CAPITAL: Final = flags.TITLE | flags.UPPER


def phone(value: Value) -> None:
    """Replace the number; if a name stands before it, both."""
    match = _NUMBER.match(value.line.text, value.start)
    if match is None:
        display_name(value)
    elif 5 <= digits_in(match["number"]) <= 17:
        value.replace(*match.span("number"), PHONE)


def dialled(value: Value) -> None:
    """Replace the number if it is long enough for one, or the name before it."""
    match = _NUMBER.match(value.line.text, value.start)
    if match is None or not 7 <= digits_in(match["number"]) <= 15:
        display_name(value)
        return
    number = match["number"]
    if number[0] == "+" or number.isdecimal() or _PHONE.fullmatch(_digits(number)):
        value.replace(*match.span("number"), PHONE)


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def display_name(value: Value) -> bool:
    """Replace the name in ``From: "Olena Koval" <sip:...>``; return whether it is so."""
    text = value.line.text
    angle = text.find("<", value.start, value.start + LONGEST)
    match = _ADDRESSED.match(text, angle) if angle >= 0 else None
    if match is None:
        return False
    _replace_names(value, min(value.end, angle))
    if match["number"]:
        value.replace(*match.span("number"), PHONE)
    return True


def person(value: Value) -> None:
    """Replace a name, or the number of whom it is about."""
    if _is_encoded(value):
        _replace_encoded(value)
    elif value.line.text[value.start] in "+0123456789":
        dialled(value)
    else:
        _replace_names(value, value.end)


def human(value: Value) -> None:
    """Replace a name that is written as one: two words with capitals."""
    first = bisect_left(value.line.starts, value.start)
    words = value.line.words[first : first + 2]
    if value.line.text[value.start] in "+0123456789" or (
        len(words) == 2 and all(word.flags & _CAPITAL for word in words)
    ):
        person(value)
    else:
        named(value)


def named(value: Value) -> None:
    """Replace a name under a key that things have, too, only if it is surely a person's."""
    text = value.line.text
    if text[value.start] in "+0123456789":
        dialled(value)
    elif _is_encoded(value):
        _replace_encoded(value)
    elif not _begins_with_name(value) or display_name(value):
        return
    elif _is_about_a_person(text, value.behind):
        _replace_names(value, value.end)


def login(value: Value) -> None:
    """Replace an account that is made of a name: ``yara_muller_8652``."""
    match = _LOGIN.match(value.line.text, value.start)
    if match:
        value.replace(*match.span(), PERSON)
    elif value.line.text[value.start] in "+0123456789":
        dialled(value)


def _is_encoded(value: Value) -> bool:
    return "%D" in value.text.upper()  # the first half of a Cyrillic letter in UTF-8


def _replace_encoded(value: Value) -> None:
    match = _PERCENT.match(value.line.text, value.start)
    if match:
        value.replace(*match.span(), PERSON)


def _is_about_a_person(text: str, behind: int) -> bool:
    """Return whether a telephone, an address or the like stands in the same record."""
    begin = max(0, behind - _AROUND)
    begin = max(begin, text.rfind("{", begin, behind))
    closed = text.find("}", behind, behind + _AROUND)
    end = closed if closed >= 0 else behind + _AROUND
    return _BESIDE.search(text, begin, end) is not None


def _replace_names(value: Value, end: int) -> None:
    """Replace the words that can be names; all of the value, unless they have capitals."""
    line = value.line
    first = past = bisect_left(line.starts, value.start)
    most = min(len(line.words), first + _MOST_NAMES)
    while past < most and line.ends[past] <= end and _is_name(value, past, first):
        past += 1
    if past == first:
        return
    surely = line.words[first].flags & _CAPITAL and not value.told
    if not surely and past < len(line.words) and line.starts[past] < end:
        return  # something else follows: no name
    stop = line.ends[past - 1]
    if line.text[stop : stop + 1] == "." and stop - line.starts[past - 1] == 1:
        stop += 1  # of an initial
    value.replace(line.starts[first], stop, PERSON)


def _begins_with_name(value: Value) -> bool:
    first = bisect_left(value.line.starts, value.start)
    return first < len(value.line.words) and _is_name(value, first, first)


def _is_name(value: Value, index: int, first: int) -> bool:
    line, word = value.line, value.line.words[index]
    if not word.flags & flags.LETTERS or word.text in _NOBODY:
        return False
    if word.flags & _NO_NAME and not word.flags & flags.SINGLE:
        return False
    if index > first and not _joins(value, index, first):
        return False
    if _HUMP.search(line.text, line.starts[index], line.ends[index]):
        return False
    return _NEXT_KEY.match(line.text, line.ends[index]) is None


def _joins(value: Value, index: int, first: int) -> bool:
    """Return whether a word belongs to the same name as the one before."""
    line = value.line
    gap = line.gap(index).strip(" +")
    initial = line.words[index - 1].flags & flags.SINGLE
    if gap == "." and not initial:  # any other ends the sentence
        return False
    if gap not in ({"", "-", ".", ",", "'"} if value.told else {"", "-", "."}):
        return False
    before = line.words[first].flags & _CAPITAL
    return value.told or not before or bool(line.words[index].flags & _CAPITAL)
