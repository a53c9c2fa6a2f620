"""What else a sentence mentions: telephones, sizes, prices, streets, none of them a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from chaos.training.people.dice import Dice
from chaos.training.people.lists import Lists

_STREETS: Final = {
    "uk": (
        "вул. {}, {}",
        "вулиця {}, {}",
        "вулиця {} {}",
        "просп. {}, буд. {}",
        "{}, {}",
    ),
    "ru": ("ул. {}, {}", "улица {}, {}", "улица {} {}", "просп. {}, дом {}", "{}, {}"),
    "en": ("{1} {0}", "{0} {1}", "{1} {0}"),
}
_FLATS: Final = {
    "uk": ", кв. {}",
    "ru": ", кв. {}",
    "en": ", apt {}",
}
_COMPANIES: Final = {
    "uk": ("ТОВ", "компанія", "фірма", "ПП", "автосервіс", "магазин", "готель"),
    "ru": ("ООО", "компания", "фирма", "АО", "автосервис", "магазин", "гостиница"),
    "en": ("company", "shop", "garage", "hotel", "store"),
}
_FIRMS: Final = {
    "uk": "Світанок Обрій Колесо Автотрейд Промінь Вектор Дніпро Буковель Оріон Колос Маяк",
    "ru": "Рассвет Горизонт Колесо Автотрейд Луч Вектор Волга Орион Колос Маяк Прогресс",
    "en": "Sunrise Horizon Wheelhouse Autotrade Vector Orion Beacon Progress Summit Harbor",
}
_MONTHS: Final = {
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "en": "January February March April May June July August September October November",
}
_MONEY: Final = {"uk": "грн", "ru": "рублей", "en": "dollars"}
_MAILS: Final = ("gmail.com", "ukr.net", "i.ua", "mail.ru", "outlook.com")
_LETTERS: Final = "ABCDEFGHKMNPRSTUVWXZ"


class Things:
    """Makes them, for one language."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._language = lists.language
        self._makers: Final[dict[str, Callable[[Dice], str]]] = {
            "phone": self._phone,
            "email": self._email,
            "address": self._address,
            "city": lambda dice: _title(dice.pick(lists.places or ("Львів",))),
            "brand": lambda dice: _branded(
                dice.pick(lists.brands or ("Michelin",)), dice
            ),
            "company": self._company,
            "size": _size,
            "price": self._price,
            "order": lambda dice: str(dice.number(100_000, 99_999_999)),
            "date": self._date,
            "time": lambda dice: f"{dice.number(7, 21)}:{dice.number(10, 59)}",
            "qty": lambda dice: str(dice.number(1, 12)),
            "sku": _sku,
        }

    def made(self, slot: str, dice: Dice) -> str:
        """Return something for ``slot``. Raises KeyError if it is unknown."""
        return self._makers[slot](dice)

    def _phone(self, dice: Dice) -> str:
        digits = f"{dice.number(50, 99)} {dice.number(100, 999)} {dice.number(10, 99)}"
        return (
            f"+380{digits} {dice.number(10, 99)}" if dice.chance(0.5) else f"0{digits}"
        )

    def _email(self, dice: Dice) -> str:
        local = dice.pick(("info", "office", "shop", "sales", "kola77", "tyre.man"))
        return f"{local}{dice.number(1, 99)}@{dice.pick(_MAILS)}"

    def _address(self, dice: Dice) -> str:
        street = _title(dice.pick(self._lists.streets or ("Нова",)))
        frame = dice.pick(_STREETS[self._language])
        found = frame.format(street, dice.number(1, 180))
        if dice.chance(0.4):
            found += _FLATS[self._language].format(dice.number(1, 200))
        return found

    def _company(self, dice: Dice) -> str:
        if self._lists.companies and dice.chance(0.6):
            return dice.pick(self._lists.companies)
        kind = dice.pick(_COMPANIES[self._language])
        firm = dice.pick(_FIRMS[self._language].split())
        if self._language == "en":
            return f"{firm} {kind}" if dice.chance(0.6) else f"{firm} Ltd"
        return f"{kind} «{firm}»" if dice.chance(0.6) else f'{kind} "{firm}"'

    def _price(self, dice: Dice) -> str:
        return f"{dice.number(5, 990) * 10} {_MONEY[self._language]}"

    def _date(self, dice: Dice) -> str:
        if dice.chance(0.5):
            return f"{dice.number(1, 28)}.{dice.number(1, 12):02}"
        month = dice.pick(_MONTHS[self._language].split())
        day = dice.number(1, 28)
        if self._language == "en" and dice.chance(0.5):
            return f"{month} {day}"
        return f"{day} {month}"


def _size(dice: Dice) -> str:
    width, height = dice.number(16, 29) * 10 + 5, dice.number(7, 16) * 5
    rim = dice.number(13, 22)
    return dice.pick(("{}/{} R{}", "{} {} {}", "{}/{}/{}")).format(width, height, rim)


def _sku(dice: Dice) -> str:
    letters = dice.pick(_LETTERS) + dice.pick(_LETTERS)
    return f"{letters}{dice.pick(('', '-'))}{dice.number(1000, 999_999)}"


def _title(phrase: str) -> str:
    return " ".join(part[:1].upper() + part[1:] for part in phrase.split(" "))


def _branded(phrase: str, dice: Dice) -> str:
    return _title(phrase) if dice.chance(0.8) else phrase
