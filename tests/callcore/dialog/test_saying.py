from __future__ import annotations

import pytest

from callcore.dialog.sayable import sayable
from callcore.dialog.saying import RULES, width_words

SAID = {
    "en": {
        "205/55 R16": "two oh five fifty five R sixteen",
        "205/55R16": "two oh five fifty five R sixteen",
        "185/65": "one eighty five sixty five",
        "4 200 UAH": "four thousand two hundred hryvnias",
        "16,800.50 UAH": "sixteen thousand eight hundred hryvnias fifty kopiykas",
        "5W-30": "five W thirty",
        "0671234567": "zero six seven, one two three, four five, six seven",
        "#1042": "one zero four two",
        "#AB-7": "A B seven",
        "25.11.2026": "November twenty fifth, twenty twenty six",
        "2005-03-01": "March first, two thousand five",
        "14:05": "fourteen oh five",
        "2:00": "two o'clock",
        "5%": "five percent",
        "4 l": "four litres",
        "6.5 mm": "six point five millimetres",
        "1st": "first",
        "May 25": "May twenty fifth",
        "Росава": "rosava",
        "a & b": "a  and  b",
        "007": "zero zero seven",
        "99.99.2026": "nine nine nine nine two zero two six",
    },
    "ru": {
        "205/55 R16": "двести пять на пятьдесят пять эр шестнадцать",
        "R16": "эр шестнадцать",
        "2 450 грн": "две тысячи четыреста пятьдесят гривен",
        "1 грн.": "одна гривна.",
        "5W-30": "пять дабл-ю тридцать",
        "2 шины": "две шины",
        "1 колесо": "одно колесо",
        "4 шт": "четыре штуки",
        "25 ноября": "двадцать пятое ноября",
        "2026 года": "две тысячи двадцать шестого года",
        "25.11.2026": "двадцать пятое ноября две тысячи двадцать шестого года",
        "14:00": "четырнадцать ноль ноль",
        "6,5x16": "шесть и пять на шестнадцать",
        "Michelin": "мишлен",
        "2-й": "второй",
        "3 л": "три литра",
        "№ 42": "четыре два",
        "15%": "пятнадцать процентов",
    },
    "uk": {
        "205/55 R16": "двісті п'ять на п'ятдесят п'ять ер шістнадцять",
        "2 450 гривень": "дві тисячі чотириста п'ятдесят гривень",
        "#1042": "один нуль чотири два",
        "25 листопада": "двадцять п'яте листопада",
        "2026 року": "дві тисячі двадцять шостого року",
        "4 шини": "чотири шини",
        "21 шина": "двадцять одна шина",
        "5 л": "п'ять літрів",
        "Michelin XL": "мішлен ікс ел",
        "9:30": "дев'ять тридцять",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"),
    [(lang, text) for lang, table in SAID.items() for text in table],
)
def test_what_is_written_is_said_as_people_say_it(language, text):
    assert sayable(text, language).text == SAID[language][text]


@pytest.mark.parametrize("language", SAID)
def test_what_touches_in_writing_is_parted_in_speech(language):
    assert "  " not in sayable("Blizzak6 4л", language).text
    assert sayable("Blizzak6", language).text.count(" ") == 1


def test_english_widths_are_said_in_pairs():
    assert width_words(200, "en") == "two hundred"
    assert width_words(215, "en") == "two fifteen"


def test_every_rule_of_every_language_can_be_reached():
    assert all(len(rules.table) > 15 for rules in RULES.values())
