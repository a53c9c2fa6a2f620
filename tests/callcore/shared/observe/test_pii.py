from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcore.shared.observe.pii import Sanitizer, mask

UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
НУЛЬ = [
    "ноль",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
]
ДЕСЯТЬ = [
    "нуль",
    "один",
    "два",
    "три",
    "чотири",
    "п'ять",
    "шість",
    "сім",
    "вісім",
    "дев'ять",
]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("call me at +380 67 123 45 67", "call me at [PHONE]"),
        ("мой номер 8 (926) 123-45-67, спасибо", "мой номер [PHONE], спасибо"),
        ("0671234567", "[PHONE]"),
        ("caller=7495123", "caller=[PHONE]"),
        ('"phone": "3051234567"', '"phone": "[PHONE]"'),
        ("From: <sip:3051234567@10.0.0.1>", "From: <sip:[PHONE]@10.0.0.1>"),
        ("write to Ann.Lee+x@mail.example.com now", "write to [EMAIL] now"),
        ("ann dot lee at gmail dot com", "[EMAIL]"),
        ("олена собака укр крапка нет", "[EMAIL]"),
        ("card 4111 1111 1111 1111 please", "card [CARD] please"),
        ("UA213223130000026007233566001", "[IBAN]"),
        (
            "oh six seven um one twenty three forty five sixty seven",
            "[PHONE]",
        ),
        (
            "нуль шістдесят сім сто двадцять три сорок п'ять шістдесят сім",
            "[PHONE]",
        ),
        (
            "восемь девятьсот двадцать шесть сто двадцать три сорок пять шестьдесят семь",
            "[PHONE]",
        ),
    ],
)
def test_personal_data_becomes_a_tag(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "winter tyres 205/55 R16, four pieces",
        "205 55 16",
        "двести пять пятьдесят пять шестнадцать",
        "order ORD-455059 is confirmed",
        "order number five hundred eighty eight zero seven nine",
        "замовлення 57902761 прийнято",
        "price 31 290,50 грн",
        "цена пять тысяч семьсот двадцать рублей за колесо",
        "eight thousand three hundred twenty hryvnias",
        "on 2026-11-22 at 18:30",
        "23.07.2026 о 18:30",
        "2026-09-13T19:18:56.111Z pool size=5",
        "f432617b-b026-44d2-85ea-b0c0fceded59",
        "prompt_hash=97d5a7b1eb55e3d5 tokens_in=1382",
        "ttfb_ms=1338 asr_ms=184",
        "Накладна 20452735793047, коли приїде",
        "sku T702297 and MICHPS42354018XL",
        "worker 3 of 4 ready on port 9092",
        "1777653352468",
    ],
)
def test_the_projects_own_formats_stay(text):
    assert mask(text) == text


@given(st.text())
def test_masking_twice_changes_nothing_more(text):
    once = mask(text)
    assert mask(once) == once


PIECES = st.sampled_from(
    ["067", "1234567", "@", "a.b", "one", "five", "+", "(", ")", "-", " ", ", ", "order",
     "phone", "[PHONE]", "205/55 R16", "грн", "собака", "крапка", "4111111111111111", "."]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_masking_twice_changes_nothing_more_among_suspicious_pieces(text):
    once = mask(text)
    assert mask(once) == once


@st.composite
def phrasings(draw):
    """A telephone number and one of the many ways to say it."""
    digits = draw(st.sampled_from(["067", "050", "093"])) + draw(
        st.text("0123456789", min_size=7, max_size=7)
    )
    words = draw(st.sampled_from([UNITS, НУЛЬ, ДЕСЯТЬ, list("0123456789")]))
    gap = st.sampled_from([" ", ", ", " - ", "  ", " um ", " ну "])
    said = words[int(digits[0])]
    for digit in digits[1:]:
        said += draw(gap) + words[int(digit)]
    return said


@given(phrasings())
def test_no_telephone_number_survives_in_any_phrasing(said):
    assert mask(said) == "[PHONE]"
    assert mask(f"it is {said} thanks") == "it is [PHONE] thanks"


def test_a_number_dictated_over_turns_is_found():
    call = Sanitizer()
    assert call.feed("What is your phone number?", speaker="agent").startswith("What")
    assert call.feed("zero six seven") == "[PHONE]"
    assert call.feed("go on", speaker="agent") == "go on"
    assert call.feed("one two three") == "[PHONE]"
    assert call.feed("forty five sixty seven") == "[PHONE]"


def test_the_agent_reading_the_number_back_is_masked_too():
    call = Sanitizer()
    call.feed("на який номер вам передзвонити", speaker="agent")
    call.feed("нуль шістдесят сім сто двадцять три")
    assert "сто" not in call.feed(
        "нуль шістдесят сім сто двадцять три", speaker="agent"
    )


def test_digits_mean_something_else_once_the_question_is_over():
    call = Sanitizer()
    call.feed("your phone please", speaker="agent")
    for _ in range(3):
        call.feed("I would rather not")
    assert call.feed("two zero five fifty five") == "two zero five fifty five"


def test_a_preview_leaves_no_memory():
    call = Sanitizer()
    call.feed("your phone please", speaker="agent")
    for _ in range(5):
        call.preview("I would rather not")
    assert call.feed("zero six seven") == "[PHONE]"


HOSTILE = ["1 ", "a.", "a@", "dot a at ", "one two ", "+1 ", "UA12 ", "@a.a", "\x00", "-",
           "1:1", "1 000 грн ", "a\u200b1", "caller=", "order "]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_no_faster_than_the_text(piece):
    def cost_s(length):
        text = (piece * length)[:length]
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            mask(text)
            best = min(best, time.process_time() - began)
        return best

    # eight times the text may cost eight times as much; a square would cost 64 times
    assert cost_s(80_000) < 24 * max(cost_s(10_000), 0.002)


@settings(max_examples=30)
@given(st.text(st.characters(codec="utf-8"), min_size=0, max_size=2000))
def test_a_sanitizer_takes_any_turns(text):
    call = Sanitizer()
    call.feed("phone?", speaker="agent")
    call.feed(text)
    call.preview(text, speaker="agent")


def test_what_belongs_to_a_call_is_masked_with_what_the_call_has_told():
    call = Sanitizer()
    call.feed("What is your phone number?", speaker="agent")
    call.feed("oh six seven one two three eight one seven five")
    assert call.aside('{"query": "eight one seven five"}') == '{"query": "[PHONE]"}'
    assert call.aside('{"query": "205/55 R16", "count": 4}').count("[") == 0


def test_what_is_being_said_is_shown_up_to_where_it_is_safe():
    call = Sanitizer()
    assert call.unfinished("my card is five three seven five") == "my card …"
    assert call.unfinished("winter tyres") == "winter tyres"


def test_a_transcript_with_pseudonyms_tells_people_apart():
    call = Sanitizer(pseudonyms=True)
    assert call.feed("my name is Olena Koval") == "my name is [PERSON-1]"
    assert call.feed("my husband is Bohdan Melnyk") == "my husband is [PERSON-2]"
    assert call.feed("deliver it to Olena Koval") == "deliver it to [PERSON-1]"
