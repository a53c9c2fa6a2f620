"""Telephone numbers as people dictate them, in one turn and over several."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.dictated import runs
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.pii import Sanitizer, mask
from callcore.shared.spoken.say import number_words

LANGUAGES = ("uk", "ru", "en")
ZERO = {"uk": ["нуль", "ноль"], "ru": ["ноль", "нуль"], "en": ["zero", "oh"]}
PLUS = {
    "uk": "плюс тридцять вісім",
    "ru": "плюс тридцать восемь",
    "en": "plus thirty eight",
}
FILLERS = {
    "uk": ["так", "далі", "ем", "ой зараз", "секунду", "ще раз", "та", "значить"],
    "ru": ["так", "дальше", "эм", "ну", "секундочку", "сейчас", "и", "еще раз"],
    "en": ["um", "uh", "and then", "let me see", "dash", "so", "okay", "one moment"],
}
ASKED = {
    "uk": [
        "Підкажіть, будь ласка, ваш номер телефону.",
        "на який номер вам передзвонити",
        "Як з вами зв'язатися?",
        "назвіть контактний телефон отримувача",
        "продиктуйте номер",
        "а мобільний?",
    ],
    "ru": [
        "Назовите, пожалуйста, номер телефона.",
        "по какому номеру с вами связаться",
        "какой у вас телефон",
        "Куда вам перезвонить?",
        "продиктуйте ваш номер пожалуйста",
    ],
    "en": [
        "What is the best number to reach you?",
        "could i have a contact number please",
        "which phone number should the courier call",
        "How can we contact you?",
        "your mobile please",
    ],
}
ASIDES = {
    "uk": ["так", "далі", "угу", "слухаю вас", "записую", "так, так", "мм"],
    "ru": ["да", "дальше", "ага", "слушаю", "записываю", "так"],
    "en": ["yes", "go on", "mm-hmm", "okay and then", "right", "i'm listening"],
}


@st.composite
def telephones(draw):
    """Ten digits that begin as a Ukrainian mobile does."""
    code = draw(st.sampled_from(["067", "050", "093", "066", "098", "044", "032"]))
    return code + draw(st.text("0123456789", min_size=7, max_size=7))


def digit_word(draw, digit, language):
    if digit == "0":
        return draw(st.sampled_from(ZERO[language]))
    return number_words(int(digit), language)


def said(draw, digits, language):
    """Say one to three digits as words, or write them."""
    way = draw(st.sampled_from(["number", "digits", "numeral"]))
    if way == "numeral":
        return digits
    if language == "en" and len(set(digits)) == 1 and len(digits) == 2:
        return f"double {digit_word(draw, digits[0], 'en')}"
    if way == "number" and digits[0] != "0":
        return number_words(int(digits), language)
    if way == "number" and len(digits) > 1:
        head = digit_word(draw, "0", language)
        return f"{head} {said(draw, digits[1:], language)}"
    return " ".join(digit_word(draw, digit, language) for digit in digits)


@st.composite
def dictations(draw):
    """A number and the parts in which it is said, with what stands between them."""
    language = draw(st.sampled_from(LANGUAGES))
    digits = draw(telephones())
    parts, left = [], digits
    while left:
        size = draw(st.integers(1, 3))
        parts.append(said(draw, left[:size], language))
        left = left[size:]
    if draw(st.integers(0, 5)) == 0:
        parts.insert(0, PLUS[language])
    return language, digits, parts


def surviving(text, digits):
    """Return the runs of three or more of ``digits`` that can still be read in ``text``."""
    line = read(text)
    heard = [run.digits for run in runs(line, Claims(line.text))]
    pieces = {digits[start : start + 3] for start in range(len(digits) - 2)}
    return [run for run in heard if any(piece in run for piece in pieces)]


@given(dictations(), st.data())
def test_no_dictated_number_survives_in_one_turn(dictation, data):
    language, digits, parts = dictation
    text = parts[0]
    for part in parts[1:]:
        gap = data.draw(st.sampled_from([" ", " ", " ", ", ", *FILLERS[language]]))
        text += f" {gap} {part}" if gap.strip(" ,") else gap + part
    assert surviving(mask(text), digits) == []


@settings(max_examples=300, deadline=None)
@given(dictations(), st.data())
def test_no_dictated_number_survives_in_any_split_over_turns(dictation, data):
    language, digits, parts = dictation
    call = Sanitizer()
    call.feed(data.draw(st.sampled_from(ASKED[language])), speaker="agent")
    turn, heard = "", []
    for index, part in enumerate(parts):
        turn = f"{turn} {part}".strip()
        if data.draw(st.booleans()) or index == len(parts) - 1:
            heard.append(call.feed(turn))
            turn = ""
            if data.draw(st.booleans()):
                aside = data.draw(st.sampled_from(ASIDES[language]))
                assert call.feed(aside, speaker="agent") == aside
    assert [surviving(text, digits) for text in heard] == [[]] * len(heard)


@settings(max_examples=100)
@given(telephones(), st.data())
def test_the_agent_may_read_any_part_of_a_number_back(digits, data):
    call = Sanitizer()
    call.feed("what is your phone number", speaker="agent")
    call.feed(digits)
    call.feed("thank you, and which size do you need", speaker="agent")
    start = data.draw(st.integers(0, 6))
    part = " ".join(digits[start : start + 4])
    assert part not in call.feed(f"i have it as {part}", speaker="agent")


def test_a_correction_is_masked_too():
    call = Sanitizer()
    call.feed("Назвіть номер телефону")
    assert call.feed("нуль шістдесят сім сто двадцять три") == "[PHONE]"
    assert call.feed("ні, сто двадцять чотири") == "ні, [PHONE]"
    assert call.feed("п'ять") == "[PHONE]"


@pytest.mark.parametrize("speaker", ["caller", "agent"])
def test_who_speaks_need_not_be_known(speaker):
    call = Sanitizer()
    call.feed("which number can we call you on", speaker=speaker)
    assert call.feed("five five five", speaker=speaker) == "[PHONE]"
    assert call.feed("twelve", speaker=speaker) == "[PHONE]"


CARDS = {
    "uk": "продиктуйте номер картки",
    "ru": "назовите номер карты пожалуйста",
    "en": "can i have the card number",
}


@given(st.text("0123456789", min_size=16, max_size=16), st.data())
def test_a_card_that_was_asked_for_goes_in_any_split(digits, data):
    language = data.draw(st.sampled_from(LANGUAGES))
    call = Sanitizer()
    call.feed(CARDS[language], speaker="agent")
    for start in range(0, 16, 4):
        part = said(data.draw, digits[start : start + 2], language)
        part += " " + said(data.draw, digits[start + 2 : start + 4], language)
        assert runs_of(call.feed(part)) == []


def runs_of(text):
    line = read(text)
    return [run.digits for run in runs(line, Claims(line.text))]


ORDERS = {
    "uk": [
        "назвіть номер замовлення",
        "Який номер вашого замовлення?",
        "номер накладної",
    ],
    "ru": ["назовите номер заказа", "какой у вас номер заказа", "номер отправления?"],
    "en": ["what is your order number", "the order number please", "order number?"],
}


@given(st.text("123456789", min_size=5, max_size=8), st.data())
def test_an_order_number_stays_in_any_split_over_turns(digits, data):
    language = data.draw(st.sampled_from(LANGUAGES))
    call = Sanitizer()
    asked = data.draw(st.sampled_from(ORDERS[language]))
    assert call.feed(asked, speaker="agent") == asked
    while digits:
        size = data.draw(st.integers(1, 3))
        part = said(data.draw, digits[:size], language)
        digits = digits[size:]
        assert call.feed(part) == part
        aside = data.draw(st.sampled_from(ASIDES[language]))
        assert call.feed(aside, speaker="agent") == aside


UNITS = {
    "uk": ["гривень", "шин", "штук", "годин", "кілометрів", "літрів", "відсотків"],
    "ru": ["гривен", "рублей", "колес", "минут", "километров", "литров", "процентов"],
    "en": ["dollars", "tyres", "pieces", "minutes", "kilometres", "litres", "percent"],
}


@given(st.integers(1, 99_999), st.sampled_from(LANGUAGES), st.data())
def test_amounts_stay_even_where_a_telephone_was_asked_for(count, language, data):
    call = Sanitizer()
    call.feed(data.draw(st.sampled_from(ASKED[language])), speaker="agent")
    unit = data.draw(st.sampled_from(UNITS[language]))
    text = f"{number_words(count, language)} {unit}"
    assert call.feed(text) == text


JOINTS = {"uk": ["", "на "], "ru": ["", "на "], "en": [""]}
RIMS = {"uk": ["", "ер ", "на "], "ru": ["", "эр ", "на "], "en": ["", "r "]}


@given(
    st.sampled_from([155, 165, 175, 185, 195, 205, 215, 225, 235, 245, 255, 265, 275]),
    st.sampled_from([30, 35, 40, 45, 50, 55, 60, 65, 70, 75]),
    st.integers(13, 22),
    st.sampled_from(LANGUAGES),
    st.data(),
)
def test_sizes_stay_even_where_a_telephone_was_asked_for(
    width, profile, rim, language, data
):
    call = Sanitizer()
    call.feed(data.draw(st.sampled_from(ASKED[language])), speaker="agent")
    joint = data.draw(st.sampled_from(JOINTS[language]))
    letter = data.draw(st.sampled_from(RIMS[language]))
    words = [number_words(part, language) for part in (width, profile, rim)]
    text = f"{words[0]} {joint}{words[1]} {letter}{words[2]}"
    assert call.feed(text) == text
    assert mask(text) == text


HOSTILE = ["one ", "0671234567 ", "1 um um um um um um um ", "double ", "a b ", "five r ", "card ", "card one ", "vin w ", "а як андрій ", "dot com ",
           "двісті п'ять а ", "thousand ", "п ять ", "a as in b ", "phone ", "9" * 40]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize(
    "asked",
    [
        "your phone number and spell your name",
        "card number?",
        "what's the vin",
        "your email?",
    ],
)
def test_a_long_turn_costs_no_more_than_its_length(piece, asked):
    def cost_s(length):
        text = (piece * length)[:length]
        best = float("inf")
        for _ in range(2):
            call = Sanitizer()
            call.feed(asked, speaker="agent")
            began = time.process_time()
            call.feed(text)
            call.feed(text)
            best = min(best, time.process_time() - began)
        return best

    # four times the text may cost four times as much; a square would cost 16 times
    assert cost_s(8_000) < 10 * max(cost_s(2_000), 0.002)
