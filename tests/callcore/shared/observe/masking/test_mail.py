"""E-mail addresses as callers say them; the frames around them stay."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.mail import claim_mail
from callcore.shared.observe.masking.memory import Memory, Topic


def masked(text, topic=Topic.NOTHING):
    claims = Claims(text)
    claim_mail(read(text), claims, Memory(expecting=topic))
    return claims.masked()


SAID = (
    "ka en ar собака мейл точка ру",
    "олена нижнє підкреслення коваль собака джимейл крапка ком",
    "петро дефіс бойко собачка мета крапка юа",
    "oksana собака укрнет",
    "михайло шістсот п'ятдесят два равлик мета крапка ю ей",
    "сергей точка иванов эт рамблер точка ру",
    "j o h n at proton mail dot com",
    "mary underscore lopez two hundred and nine at hotmail dot co dot uk",
    "tom at sign big minus tyres dot com dot ua",
    "oleh.tkach собака gmail.com",
    "игорь volk пятьдесят один собака хотмейл точка ком",
    "петренко собака джи мейл крапка сі оу ем",
)


@pytest.mark.parametrize("said", SAID, ids=range(len(SAID)))
@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        "my email is {} thanks",
        "send it to {}",
        "можна на пошту {} або на вайбер",
        "мой электронный ящик {} спасибо",
        "Запишіть: {}.",
    ],
    ids=range(6),
)
def test_a_spoken_address_goes_and_its_frame_stays(said, frame):
    assert masked(frame.format(said)) == frame.format("[EMAIL]")


@pytest.mark.parametrize(
    "text",
    [
        "ivan @ gmail . com",
        "ivan (at) gmail (dot) com",
        "ivan@ gmail .com",
    ],
)
def test_a_written_address_with_blanks_is_found(text):
    assert masked(text) == "[EMAIL]"


@pytest.mark.parametrize(
    "text",
    [
        "meet me at the station at nine dot that is all",
        "i live at green street",
        "у меня собака точка она лает",
        "у мене собака і кіт",
        "we are at gmail office",
        "look at mail dot ru",
        "we sell at rozetka dot com",
        "наш сайт шини точка юа",
        "the tyres are at your store period can i come",
        "Read in November at docs.example.com",
        "rows = (back @ second.T) * keep",
        "sip:0671234567@pbx.local",
        "точка",
        "dot",
        "собака",
        "at",
        "@",
    ],
)
def test_dogs_dots_and_prepositions_are_no_addresses(text):
    assert masked(text) == text


def test_an_address_whose_at_was_not_heard_needs_a_local_part_of_two_words():
    said = "john dot smith gmail dot com"
    assert masked(f"my email {said}") == "my email [EMAIL]"
    assert masked("my email page gmail dot com") == "my email page gmail dot com"


@pytest.mark.parametrize(
    "part", ["ivanov собака", "укрнет", "gmail точка ком", "ка эн эр", "john dot smith"]
)
def test_a_part_of_an_address_goes_when_one_was_asked_for(part):
    assert masked(part, Topic.EMAIL) == "[EMAIL]"
    assert masked(part) == part


@pytest.mark.parametrize(
    "text",
    [
        "так",
        "не знаю",
        "чотири шини",
        "yes please",
        "it was minus ten",
        "собаку врятували",
        "oil DOT 4",
        "vad started at 1.24",
    ],
)
def test_an_answer_that_is_no_address_stays_when_one_was_asked_for(text):
    assert masked(text, Topic.EMAIL) == text


def test_what_is_claimed_already_is_left_alone():
    text = "ivan at gmail dot com"
    claims = Claims(text)
    claims.keep(0, 4)
    claim_mail(read(text), claims, Memory())
    assert claims.masked() == text


LOCAL = st.lists(
    st.sampled_from(
        ["anna", "tkach", "ivan", "крук", "шевчук", "bee", "kay", "сім", "62"]
    ),
    min_size=1,
    max_size=3,
)


@given(
    LOCAL,
    st.sampled_from(
        [" dot ", " крапка ", " underscore ", " нижнее подчеркивание ", " "]
    ),
    st.sampled_from(["собака", "равлик", "at", "эт", "at sign"]),
    st.sampled_from(
        [
            "gmail dot com",
            "мейл точка ру",
            "укр крапка нет",
            "acme dot co dot uk",
            "мета юа",
        ]
    ),
)
@settings(max_examples=150, deadline=None)
def test_no_word_of_a_made_up_address_is_left(local, joint, at, domain):
    said = f"{joint.join(local)} {at} {domain}"
    assert masked(f"my email is {said} thanks") == "my email is [EMAIL] thanks"


SALAD = "at собака dot крапка @ . , gmail ком i ю ей john 5 п'ять email [EMAIL] _ ("


@given(st.lists(st.sampled_from(SALAD.split()), max_size=25).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_any_salad_is_masked_without_error_and_words_only_vanish(text):
    found = masked(text, Topic.EMAIL)
    rest = iter(text.split())
    assert all(word in rest for word in found.replace("[EMAIL]", "").split())


def steps(text):
    """Return how many function calls it takes to mask ``text``; a count, no clock."""
    line, counted = read(text), [0]

    def count(*_):
        counted[0] += 1

    sys.setprofile(count)
    try:
        claim_mail(line, Claims(text), Memory(expecting=Topic.EMAIL))
    finally:
        sys.setprofile(None)
    return counted[0]


@pytest.mark.parametrize("unit", ["at ", "a dot ", "собака мейл точка ", "@ ", "a - "])
def test_the_work_grows_with_the_text_and_no_faster(unit):
    assert steps(unit * 800) < 5 * steps(unit * 200)
