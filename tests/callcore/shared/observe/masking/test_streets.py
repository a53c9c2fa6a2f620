"""Postal addresses vanish; sizes, prices, dates, branches and the frame around them stay."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory, Topic
from callcore.shared.observe.masking.streets import claim_streets


def masked(text, topic=Topic.NOTHING):
    claims = Claims(text)
    claim_streets(read(text), claims, Memory(expecting=topic))
    return claims.masked()


ADDRESSES = (
    "вул. І. Франка, 12, кв. 5",
    "вул. Лесі Українки 12/3",
    "проспект Бандери, 14А, під'їзд 2, поверх 3, домофон 45",
    "пр-т Науки, 14",
    "улица Льва Толстого, д. 5, корп. 2, кв. 17",
    "улица ленина дом сорок семь",
    "вулиця степана бандери будинок сто десять квартира тринадцять",
    "улица 50 лет октября дом двенадцать квартира сто двадцать девять",
    "Невский проспект, 28",
    "село іванівка вулиця шевченка вісім",
    "вул. Городоцька 47-А",
    "вулиця Ярослава Мудрого, 5, Харків, 61000",
    "flat 15, 49 Queen Street",
    "1600 Pennsylvania Ave NW, Washington, DC 20500",
    "one hundred twenty three high avenue apartment eighty nine",
    "33 Elm Ct., Suite 200",
)


@pytest.mark.parametrize("address", ADDRESSES, ids=range(len(ADDRESSES)))
@pytest.mark.parametrize(
    "frame",
    ["{}", "Адреса: {}.", "живу на {}, чекаю", "deliver to {} please"],
    ids=range(4),
)
def test_an_address_with_a_street_word_goes_whole_and_its_frame_stays(address, frame):
    assert masked(frame.format(address)) == frame.format("[ADDRESS]")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("живу на героїв крут шістдесят квартира сто", "живу на [ADDRESS]"),
        ("адрес пушкина семьдесят три", "адрес [ADDRESS]"),
        ("доставте на симиренка сто двадцять", "доставте на [ADDRESS]"),
        ("сумська сорок сім квартира дев'ять", "[ADDRESS]"),
        ("на Хрещатику 22", "на [ADDRESS]"),
        ("по дерибасовской пять", "по [ADDRESS]"),
        ("я живу на вулиці степана бандери", "я живу на [ADDRESS]"),
        ("квартира сорок п'ять", "[ADDRESS]"),
        ("deliver to P.O. Box 123", "deliver to [ADDRESS]"),
        ("індекс 61000", "індекс [ADDRESS]"),
        ("вулиця Городоцька", "[ADDRESS]"),
        ("Кому: Донна, Кримська 156.", "Кому: Донна, [ADDRESS]."),
        ("таня короля данила чотирнадцять", "таня [ADDRESS]"),
        ("харків сумська сорок п'ять", "харків [ADDRESS]"),
        ("кв. 5, вул. Миру, 7", "[ADDRESS]"),
        ("третій під'їзд п'ятий поверх", "[ADDRESS]"),
        ("Anna, 18 Whitehall, Apt 5", "Anna, [ADDRESS]"),
        ("4521 Kuvalis Ridge, Lake Cara, NH 84910", "[ADDRESS]"),
        ("PSC 1234, Box 5678\nAPO AA 12345", "[ADDRESS]"),
        (
            '"address2": "Suite 641", "zip": "60601"',
            '"address2": "[ADDRESS]", "zip": "[ADDRESS]"',
        ),
    ],
)
def test_an_address_without_a_street_word_is_known_by_its_neighbours(text, left):
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "на вулиці холодно",
        "улица какая-то длинная",
        "на вулиці мінус 15",
        "на улице 15 градусов",
        "доставка на відділення п'ять",
        "доставка у відділення номер двадцять три",
        "delivery to a branch, Lviv, number five",
        "доставка на завтра о 15",
        "доставка 200 грн",
        "доставка на лексус 5 шин",
        "курьером на завтра 12",
        "привезіть 4 колеса",
        "живу в києві",
        "проспект акцій на 20 сторінок",
        "дом 2 передача",
        "мне на дом 4 шины",
        "шини на шістнадцять",
        "на hankook двісті п'ять п'ятдесят п'ять шістнадцять",
        "по три тисячі",
        "на зимней резине 16",
        "на київській 5 коліс",
        "площа 50 метрів",
        "квартал 3",
        "адрес 192.168.1.1",
        "ship 4 tyres to me",
        "room for 2 people",
        "поверх двох тисяч",
        "def __init__(self, office: Office)",
        "house.port 5060",
        "users that live; there are at most 20.",
        "[ADDRESS], кв",
        "нема доставка. Симиренка 5",
        "резина японская 16",
        "en: 0 of 2 golden passed, floor 0.5",
        "4 Nokian Hakka Green",
        "Wall Street fell.",
        "Volvo at 15:30, ціна дві тисячі",
    ],
)
def test_what_is_counted_sold_or_written_in_a_log_stays(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    "text", ["сумська сорок сім", "ленина 5", "київ сумська 5 квартира 2"]
)
def test_a_bare_name_and_number_is_an_address_when_one_was_asked_for(text):
    assert masked(text, Topic.ADDRESS) == "[ADDRESS]"


@pytest.mark.parametrize(
    "text",
    [
        "три шини",
        "так тойота камрі 2015",
        "мішлен двісті п'ять п'ятдесят п'ять шістнадцять",
        "о 5",
    ],
)
def test_an_answer_about_tyres_stays_when_an_address_was_asked_for(text):
    assert masked(text, Topic.ADDRESS) == text


def test_a_date_behind_a_street_is_its_house():
    text = "вул. Сумська, 12/3"
    claims = Claims(text)
    claims.keep(14, 18)
    claim_streets(read(text), claims, Memory())
    assert claims.masked() == "[ADDRESS]"


def test_a_tag_of_another_detector_is_not_replaced():
    text = "вул. Сумська, 12 ... вул. Миру, 5"
    claims = Claims(text)
    claims.replace(5, 12, "PERSON")
    claim_streets(read(text), claims, Memory())
    assert claims.masked() == "вул. [PERSON], 12 ... [ADDRESS]"


NAMES = st.sampled_from(
    [
        "Польова",
        "Замкова",
        "Олени Теліги",
        "Карла Маркса",
        "Победы",
        "Січових Стрільців",
        "Миру",
    ]
)
STREETS = st.sampled_from(
    ["вул.", "вулиця", "просп.", "улица", "бульвар", "провулок", "шоссе"]
)
HOUSES = st.sampled_from(["7", "47А", "110-Б", "12/3", "сорок сім", "сто двадцать три"])
FLATS = st.sampled_from(
    ["", ", кв. 5", " квартира двести два", ", під'їзд 2, поверх 5"]
)
FRAMES = st.sampled_from(
    [
        "{}",
        "Адреса доставки: {}.",
        "Можете привезти на {}?",
        "Пишіть: {}, дякую",
        "это {} да",
    ]
)


@given(
    STREETS,
    NAMES,
    st.sampled_from([", ", " ", " буд. ", ", дом "]),
    HOUSES,
    FLATS,
    FRAMES,
)
@settings(max_examples=200, deadline=None)
def test_a_made_up_address_goes_whole_in_any_frame(
    street, name, joint, house, flat, frame
):
    address = f"{street} {name}{joint}{house}{flat}"
    assert masked(frame.format(address)) == frame.format("[ADDRESS]")
    assert masked(frame.format(address).lower()) == frame.lower().format("[ADDRESS]")


@given(
    st.integers(1, 9999),
    st.sampled_from(["Maple", "Church", "Old Mill", "Saint Mary's", "West 12th"]),
    st.sampled_from(["Street", "Ave", "Rd", "Drive", "Close", "Crescent", "Way"]),
    st.sampled_from(["", ", Apt 5", " Flat 12", ", Unit 4B"]),
    st.sampled_from(
        ["I live at {}.", "Please ship it to {} by Friday.", "address: {}"]
    ),
)
@settings(max_examples=150, deadline=None)
def test_a_made_up_english_address_goes_whole(number, name, road, flat, frame):
    address = f"{number} {name} {road}{flat}"
    assert masked(frame.format(address)) == frame.format("[ADDRESS]")
    assert masked(frame.format(address).lower()) == frame.lower().format("[ADDRESS]")


SALAD = (
    "вул. вулиця Сумська сумській на по 5 12/3 47А сорок сім дім кв квартира адреса живу the one"
    " hundred flat street Oak drive way zip 61000 село , . : - [ADDRESS] шин о TX box po 8 березня"
)


@given(
    st.lists(st.sampled_from(SALAD.split()), max_size=25).map(" ".join), st.booleans()
)
@settings(max_examples=400, deadline=None)
def test_any_salad_is_masked_without_error_and_words_only_vanish(text, asked):
    found = masked(text, Topic.ADDRESS if asked else Topic.NOTHING)
    rest = iter(read(text).words)
    left = [word.text for word in read(found).words if word.text != "[ADDRESS]"]
    assert all(any(word == other.text for other in rest) for word in left)


def steps(text):
    """Return how many function calls it takes to mask ``text``; a count, no clock."""
    line, counted = read(text), [0]

    def count(*_):
        counted[0] += 1

    sys.setprofile(count)
    try:
        claim_streets(line, Claims(text), Memory(expecting=Topic.ADDRESS))
    finally:
        sys.setprofile(None)
    return counted[0]


@pytest.mark.parametrize(
    "unit",
    [
        "улица ",
        "адрес на ",
        "квартира 5 ",
        "one hundred ",
        "flat 5 a ",
        "на сумской 5 ",
        "street ",
    ],
)
def test_the_work_grows_with_the_text_and_no_faster(unit):
    assert steps(unit * 800) < 5 * steps(unit * 200)
