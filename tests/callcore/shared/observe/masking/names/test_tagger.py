from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcore.shared.observe.masking import line as lines
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.memory import Memory, Topic
from callcore.shared.observe.masking.names.features import Case, Gap
from callcore.shared.observe.masking.names.tagger import case_of, claim_names, gap_of


def masked(text, kept="", memory=None):
    """Return ``text`` as the tagger alone masks it; ``kept`` is claimed by somebody else."""
    claims = Claims(text)
    if kept:
        start = text.index(kept)
        claims.keep(start, start + len(kept))
    claim_names(lines.read(text), claims, memory or Memory())
    return claims.masked()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Доброго дня, мене звати Олена Кравченко.",
            "Доброго дня, мене звати [PERSON].",
        ),
        ("мене звати олена кравченко", "мене звати [PERSON]"),
        ("меня зовут тимофей ястребов", "меня зовут [PERSON]"),
        ("my name is thomas whitfield", "my name is [PERSON]"),
        ("запишіть на ковальчука петра івановича", "запишіть на [PERSON]"),
        ("передайте трубку ольге викторовне", "передайте трубку [PERSON]"),
        ("отримувач Петренко В. І.", "отримувач [PERSON]."),
        ("Put it under J. Harrington please", "Put it under [PERSON] please"),
        ("Дзвонив Нечай-Грицюк, буде завтра", "Дзвонив [PERSON], буде завтра"),
        ("this is Anna's husband", "this is [PERSON] husband"),
    ],
)
def test_people_are_found_written_and_heard(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("мене звати бруквеслав", "мене звати [PERSON]"),
        ("це дзвонить пан жмудоляк", "це дзвонить [PERSON]"),
        ("меня зовут зульмира чеботыркина", "меня зовут [PERSON]"),
        ("my name is brindle quockerby", "my name is [PERSON]"),
    ],
)
def test_names_that_nobody_bears_are_found_by_what_stands_around_them(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "мені потрібні чотири зимові шини",
        "надія ще є",
        "скільки коштує доставка до львова",
        "есть ли у вас масло в наличии",
        "сколько стоит замена колес",
        "do you have winter tyres in stock",
        "may i have the price please",
        "the bill is on the table",
        "Чи є у вас Michelin?",
        "",
        "205/55 R16 91V",
        "12 34",
    ],
)
def test_lines_without_people_stay(text):
    assert masked(text) == text


def test_what_a_surer_detector_has_is_left_alone():
    text = "вулиця Ковальчука 12"
    assert masked(text, kept="вулиця Ковальчука") == text


def test_a_name_between_claimed_words_is_still_found():
    text = "отримувач Олена Кравченко [PHONE]"
    assert masked(text, kept="[PHONE]") == "отримувач [PERSON] [PHONE]"


def test_two_people_have_two_tags():
    assert masked("не Ірина, а Світлана") == "не [PERSON], а [PERSON]"


def test_after_the_agent_asked_for_a_name_less_is_needed():
    asked = Memory(expecting=Topic.NAME)
    answers = ["бойчук", "кметь", "рожко", "нор", "бараболя", "зоря", "дзюба", "хома"]
    with_question = sum(
        masked(answer, memory=asked) == "[PERSON]" for answer in answers
    )
    without = sum(masked(answer) == "[PERSON]" for answer in answers)
    assert with_question == len(answers)
    assert without < with_question


@pytest.mark.parametrize("text", ["так", "не знаю", "секунду", "one moment", "алло"])
def test_what_else_is_answered_to_that_question_stays(text):
    assert masked(text, memory=Memory(expecting=Topic.NAME)) == text


def test_a_thorough_look_finds_no_less():
    text = "передай бараболі що зоря вже їде"
    usual = masked(text).count("[PERSON]")
    assert masked(text, memory=Memory(thorough=True)).count("[PERSON]") >= usual


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's A. Palmerston.", "It's [PERSON]."),
        ("О. В. Приймаченко просить рахунок", "[PERSON] просить рахунок"),
        ("Підписав Приймаченко О. В. учора", "Підписав [PERSON]. учора"),
    ],
)
def test_initials_go_with_the_name(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize("text", ["а в чеку", "категорія Б", "у кого"])
def test_a_letter_is_nobody(text):
    assert masked(text) == text


def test_a_long_answer_is_judged_as_usual():
    asked = Memory(expecting=Topic.NAME)
    text = "зачекайте будь ласка я зараз подивлюся в документах на машину"
    assert masked(text, memory=asked) == text


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("немає великих літер", Case.NONE),
        ("УСЕ ВЕЛИКЕ 5", Case.NONE),
        ("Тільки перша велика", Case.FIRST),
        ("Друга Теж велика", Case.FULL),
    ],
)
def test_what_capitals_mean_depends_on_the_line(text, case):
    assert case_of(lines.read(text)) is case


@pytest.mark.parametrize(
    ("between", "gap"),
    [
        (" ", Gap.BLANK),
        ("   ", Gap.BLANK),
        (" \n", Gap.LINE),
        (", ", Gap.COMMA),
        (". ", Gap.STOP),
        (": ", Gap.COLON),
        ("=", Gap.COLON),
        ("-", Gap.HYPHEN),
        (' "', Gap.QUOTE),
        ("/", Gap.OTHER),
        ("", Gap.OTHER),
        ("," * 99, Gap.OTHER),
    ],
)
def test_gaps_are_told_apart(between, gap):
    assert gap_of(between) is gap


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_judged_without_an_error(text):
    masked(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "my name is thaddeus brimblecombe, i want two",
            "my name is [PERSON], i want two",
        ),
        (
            "мене звати вартоломій нечитайлюк потрібна одна каністра",
            "мене звати [PERSON] потрібна одна каністра",
        ),
        ("It's van den Berg.", "It's [PERSON]."),
        ("I have a Skoda Octavia", "I have a Skoda Octavia"),
        ("Summer tyre Continental", "Summer tyre Continental"),
    ],
)
def test_what_belongs_to_a_name_and_what_does_not(text, expected):
    assert masked(text) == expected
