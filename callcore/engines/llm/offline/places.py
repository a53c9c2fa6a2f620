"""Where an order shall go, and to whom: cities, branches, streets, names in a turn.

Recognisers write without capitals and commas, and each language's cities are said in the
other's forms, so one table of beginnings serves all three. What no table knows is taken
as it was said, but only where it was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from callcore.engines.llm.offline.state import Way
from callcore.shared.ids import Language
from callcore.shared.spoken.parse import Number, find_numbers

MAX_PLACE_CHARS: Final = 100
MAX_NAME_WORDS: Final = 4
MAX_CITY_WORDS: Final = 3

# nominative in en, ru, uk; the beginnings of all that callers and recognisers make of it
_CITIES: Final = (
    ("Kyiv", "Киев", "Київ", r"k[iy]+[ie]*v|киев\w*|київ\w*|києв\w*|кийев\w*"),
    ("Lviv", "Львов", "Львів", r"l+viv|l[ve]*ov|львов\w*|львів\w*|льв[еи]в\w*"),
    ("Kharkiv", "Харьков", "Харків", r"k?har[kc]+[io]v|харь?ков\w*|харків\w*"),
    ("Odesa", "Одесса", "Одеса", r"odess?a|одесс?[аыуеиоі]\w*"),
    ("Dnipro", "Днепр", "Дніпро", r"dn[ie]+pro?|днепр\w*|дніпр\w*|днипр\w*"),
    ("Zaporizhzhia", "Запорожье", "Запоріжжя", r"zapor\w+|запор[оі]ж\w*"),
    ("Vinnytsia", "Винница", "Вінниця", r"vinn?[iy]t\w+|в[иі]нн?иц\w*"),
    ("Poltava", "Полтава", "Полтава", r"poltava|полтав\w*"),
    ("Chernihiv", "Чернигов", "Чернігів", r"cherni[hg][io]v|черн[иі]г[оі]в\w*"),
    ("Cherkasy", "Черкассы", "Черкаси", r"cherkas+[iy]|черкас\w*"),
    ("Zhytomyr", "Житомир", "Житомир", r"[zj]h?[iy]tom[iy]r|житом[иі]р\w*"),
    ("Sumy", "Сумы", "Суми", r"(?<=в )сумы|(?<=в )суми|(?<=у )суми|(?<=to )sumy"),
    ("Rivne", "Ровно", "Рівне", r"rivne|(?<=в )ровно|рівне|рівного"),
    ("Ivano-Frankivsk", "Ивано-Франковск", "Івано-Франківськ",
     r"ivano[\s-]*frank\w+|(?:[иі]вано[\s-]*)?франк[оі]вс\w*"),
    ("Ternopil", "Тернополь", "Тернопіль", r"ternop\w+|терноп\w*"),
    ("Lutsk", "Луцк", "Луцьк", r"lutsk|луць?к\w*"),
    ("Uzhhorod", "Ужгород", "Ужгород", r"uzh+[hg]*orod|ужгород\w*"),
    ("Chernivtsi", "Черновцы", "Чернівці", r"cherniv\w+|чернов[цч]\w*|чернівц\w*"),
    ("Khmelnytskyi", "Хмельницкий", "Хмельницький", r"k?hmeln\w+|хмельниць?к\w*"),
    ("Kropyvnytskyi", "Кропивницкий", "Кропивницький",
     r"kropyvn\w+|кропивниць?к\w*|к[иі]ровоград\w*"),
    ("Mykolaiv", "Николаев", "Миколаїв", r"mykola[iy]*v|nikola[ey]+v|николаев\w*|микола[їє]в\w*"),
    ("Kherson", "Херсон", "Херсон", r"k?herson|херсон\w*"),
    ("Kryvyi Rih", "Кривой Рог", "Кривий Ріг", r"kryvy\w* r[io][hg]|крив\w+ р[оі]г\w*"),
    ("Kremenchuk", "Кременчуг", "Кременчук", r"kremenchu\w|кременчу[гк]\w*"),
    ("Bila Tserkva", "Белая Церковь", "Біла Церква", r"bila tserkva|(?:бел|біл)\w+ церкв\w*|белую церковь"),
    ("Brovary", "Бровары", "Бровари", r"brovar\w|бровар\w*"),
    ("Boryspil", "Борисполь", "Бориспіль", r"bor[iy]sp\w+|борисп\w*"),
    ("Irpin", "Ирпень", "Ірпінь", r"irpin|[иі]рп[еі]н\w*"),
    ("Mukachevo", "Мукачево", "Мукачево", r"mukachev\w*|мукачев\w*"),
    ("Kramatorsk", "Краматорск", "Краматорськ", r"kramatorsk|краматорс\w*"),
    ("Drohobych", "Дрогобыч", "Дрогобич", r"drohob[iy]ch|дрогоб[иы]ч\w*"),
    ("Uman", "Умань", "Умань", r"uman|уман[ьі]|умани"),
    ("Kovel", "Ковель", "Ковель", r"kovel|ковел\w*"),
)  # fmt: skip
_NAMED: Final[dict[Language, int]] = {"en": 0, "ru": 1, "uk": 2}
_CITY: Final = re.compile(
    "|".join(f"(?P<c{n}>(?<!\\w)(?:{row[3]})(?!\\w))" for n, row in enumerate(_CITIES))
)
_MORE_NUMBERED: Final = (
    r"номер\w*|number|num|no|nr|нов\w+|пошт\w*|почт\w*|nova|poshta|post"
)
_BRANCH_BEFORE: Final = re.compile(
    r"(?:\bbranch|\bbranches|від+ілен\w*|отделен\w*|отделеня|po[sc]h?ta|new post|почт(?:а|ой|у|ы|е)"
    r"|пошт(?:а|ою|у|и|і)|п[оа][чш]томат\w*|парселшоп\w*)"
    rf"[\s,:#№-]*(?:(?:{_MORE_NUMBERED})[\s,:#№-]*){{0,3}}$"
)
_BRANCH_AFTER: Final = re.compile(
    r"[\s-]*(?:th|st|nd|rd|е|го|му|те|та|ше|а|я)?\s+(?:nova poshta |нов\w+ по[чш]\w+ )?"
    r"(?:branch|office|від+ілен|отделен|п[оа][чш]томат)"
)
_NUMBER_OF: Final = re.compile(r"(?:\bnumber|\bномер\w*|№|#)\s*$")
_STREET_MARK: Final = (
    r"(?:улиц\w+|вулиц\w+|ул|вул|проспект\w*|переул\w+|провул\w+|бульвар\w*|площад\w+|площ[аіу]"
    r"|шосс?е|набережн\w+)"
)
_IN_STREET: Final = re.compile(rf"(?<!\w){_STREET_MARK}\s+(?:\w+\s+)?$")
_SLAVIC_STREET: Final = re.compile(rf"(?<!\w){_STREET_MARK}(?!\w).*")
_EN_STREET: Final = re.compile(
    r"(?:(?<=to )|(?<=at )|(?<=on )|(?<=is )|^)(?:the )?"
    r"(?:\d[\w/-]* )?(?:\w[\w'-]* ){1,5}(?:street|avenue|road|lane|boulevard|square)\b.*"
)
_STREET_ENDS: Final = re.compile(
    r"[,.;]?\s*\b(?:на имя|меня зовут|получател\w+|мене звати|мене звуть|на ім\w+|отримувач\w*"
    r"|my name|the name|recipient|name is|please|пожалуйста|будь ласка|спасибо|дякую)\b.*"
)
_SENT_TO: Final[dict[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:send|deliver|ship|delivery|shipping)\w*(?: \w+){0,2}? to (?:the )?"
        r"(?:city of |town of |village of )?"
        r"(?!my|the|me|a|an|our|us|nova|new|branch|door|home|that|this|another|office)([a-z][a-z-]{3,})"
    ),
    "ru": re.compile(r"\b(?:город|города|село|поселок)[\s,]+([а-яіїєґ-]{4,})"),
    "uk": re.compile(r"\b(?:місто|міста|село|селище)[\s,]+([а-яіїєґ-]{4,})"),
}
_CALLED: Final = re.compile(
    r"\b(?:my name is|my names|the name is|name is|recipient is|in the name of|меня зовут|на имя"
    r"|получатель|мене звати|мене звуть|на імя|отримувач|імя отримувача|имя получателя)"
    r"(?: (?:is|это|це|будет|буде))?[\s,:—-]+(.+)"
)
_NAME_ENDS: Final = re.compile(
    r"[^\w\s'-]|\d|\b(?:and|i|but|the|и|а|но|мне|я|та|і|й|але|мені|please|пожалуйста|будь)\b"
)
_NAME_LEADS: Final = re.compile(
    r"^(?:(?:yes|yeah|ok|okay|well|sure|it is|its|this is|im|i am|for|to|name|the|please|да|так|ну"
    r"|это|це|я|на|для|хорошо|добре|ага|імя|имя|пишите|запишите|запишіть|пишіть|пожалуйста|будь ласка"
    r"|получатель|отримувач|recipient|my name is|меня зовут|мене звати|мене звуть|фамилия|прізвище)"
    r"(?!\w)[\s,.:—-]*)+"
)
_PLACE_LEADS: Final = re.compile(
    r"^(?:(?:yes|yeah|ok|okay|well|sure|it is|its|by|courier|to|in|at|on|the|please|city|town|да|так|ну|это|це"
    r"|на|в|у|до|во|город|місто|м|г|хорошо|добре|ага|адрес\w*|address|my|is|мій|мой|моя|будь ласка"
    r"|пожалуйста|отправьте|доставьте|відправте|доставте|надішліть|send|deliver|it|them)"
    r"(?!\w)[\s,.:—-]*)+"
)
_TAIL: Final = re.compile(
    r"[\s,.!?]*(?:\b(?:please|thanks|thank you|пожалуйста|спасибо|будь ласка|дякую)\b[\s,.!?]*)*$"
)
_WORD: Final = re.compile(r"[^\W\d_][\w-]*")


@dataclass(frozen=True, slots=True)
class Placed:
    """What a turn says of the way; ``used`` are the stretches that said it."""

    way: Way
    numbers: tuple[Number, ...]  # that are no part of an address
    used: tuple[tuple[int, int], ...] = ()


def read_places(plain: str, numbers: Sequence[Number], language: Language) -> Placed:
    """Return the city, the branch or street, and the name in ``plain``. Never raises."""
    city, used = _city(plain, language)
    blanked = plain
    for start, end in used:
        blanked = blanked[:start] + " " * (end - start) + blanked[end:]
    street = _street(blanked, language)
    name, named_at = _name(plain)
    place, left = "", list(numbers)
    kind = ""
    if street is not None and (place := _tidied(street[0], language)):
        kind = "courier"
        used.append(street[1])
        start, end = street[1]
        left = [n for n in left if not start <= n.start < end]
    elif branch := _branch(plain, numbers):
        kind, place = "branch", str(branch.value)
        left.remove(branch)
    if named_at is not None:
        used.append(named_at)
    way = Way(kind=kind, city=city, place=place, name=name)
    return Placed(way, tuple(left), tuple(used))


def _city(plain: str, language: Language) -> tuple[str, list[tuple[int, int]]]:
    for found in _CITY.finditer(plain):
        if found.lastgroup and not _IN_STREET.search(plain, 0, found.start()):
            row = _CITIES[int(found.lastgroup[1:])]
            return row[_NAMED[language]], [found.span()]
    if (sent := _SENT_TO[language].search(plain)) is not None:
        return _titled(sent[1]), [sent.span(1)]
    return "", []


def _street(plain: str, language: Language) -> tuple[str, tuple[int, int]] | None:
    """Return a street with a house number: without one it is asked for again."""
    pattern = _EN_STREET if language == "en" else _SLAVIC_STREET
    found = pattern.search(plain)
    if found is None:
        return None
    text = _STREET_ENDS.sub("", found[0])
    end = found.start() + len(text)
    return _PLACE_LEADS.sub("", text), (found.start(), end)


def _name(plain: str) -> tuple[str, tuple[int, int] | None]:
    found = _CALLED.search(plain)
    if found is None:
        return "", None
    words = _NAME_ENDS.split(found[1])[0].split()[:2]
    text = " ".join(words)
    return _titled(text), (found.start(), found.start(1) + len(text)) if words else None


def _branch(plain: str, numbers: Sequence[Number]) -> Number | None:
    for n in numbers:
        before = _BRANCH_BEFORE.search(plain, 0, n.start)
        if 0 < n.value < 100_000 and (before or _BRANCH_AFTER.match(plain, n.end)):
            return n
    return None


def spoken_city(plain: str, language: Language) -> str:
    """Return the city that a turn consists of, '' if it is no name of one."""
    known, _ = _city(plain, language)
    if known:
        return known
    text = _TAIL.sub("", _PLACE_LEADS.sub("", plain))
    words = _WORD.findall(text)
    fits = 1 <= len(words) <= MAX_CITY_WORDS and not re.search(r"\d", text)
    return _titled(" ".join(words)) if fits and len(words[0]) > 2 else ""


def spoken_branch(numbers: Sequence[int]) -> str:
    """Return the number of the branch that a turn names, '' if it names none."""
    return next((str(n) for n in numbers if 0 < n < 100_000), "")


def spoken_address(plain: str, language: Language) -> str:
    """Return the street and house that a turn consists of, '' without a house."""
    text = _TAIL.sub("", _PLACE_LEADS.sub("", plain))
    tidied = _tidied(_STREET_ENDS.sub("", text), language)
    return tidied if re.search(r"[^\W\d_]{3}", tidied) else ""


def spoken_name(plain: str) -> str:
    """Return the name that a turn consists of, '' if it cannot be one."""
    called, _ = _name(plain)
    if called:
        return called
    text = _TAIL.sub("", _NAME_LEADS.sub("", plain))
    words = _WORD.findall(text)
    fits = 1 <= len(words) <= MAX_NAME_WORDS and not re.search(r"\d", text)
    return _titled(" ".join(words)) if fits and len(words[0]) > 1 else ""


def _tidied(text: str, language: Language) -> str:
    """Return an address with its numbers in digits; '' if it holds no number."""
    numbers = find_numbers(text, language)
    for n in reversed(numbers):
        text = text[: n.start] + n.digits + text[n.end :]
    text = _DANGLING.sub("", re.sub(r"\s+", " ", text).strip(" ,.;:!?-"))
    text = _INFLECTED.sub(lambda found: _NOMINATIVE[found[0]], text)
    return _titled(text[:MAX_PLACE_CHARS]) if numbers else ""


_DANGLING: Final = re.compile(r"[\s,]+(?:в|у|во|на|до|к|in|at|to|is)$")
_NOMINATIVE: Final = {
    "улицу": "улица", "улице": "улица", "улицы": "улица", "вулицю": "вулиця",
    "вулиці": "вулиця", "площу": "площа", "площі": "площа", "площадь": "площадь",
    "проспекте": "проспект", "проспекті": "проспект", "бульваре": "бульвар",
    "бульварі": "бульвар", "переулке": "переулок", "провулку": "провулок",
}  # fmt: skip
_INFLECTED: Final = re.compile(rf"\b(?:{'|'.join(_NOMINATIVE)})\b")
_SMALL: Final = re.compile(
    rf"{_STREET_MARK}|street|avenue|road|house|flat|apartment|apt|building|квартира|корпус|будинок|дом|дім|буд\w*|кв\w*"
)


def _titled(text: str) -> str:
    """Return ``text`` with capitals where names have them; recognisers drop those."""
    return _WORD.sub(
        lambda w: w[0] if _SMALL.fullmatch(w[0]) else w[0][0].upper() + w[0][1:], text
    )
