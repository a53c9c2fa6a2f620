from __future__ import annotations

from chaos.pii.cases import Case, Span
from chaos.pii.scoring import score


def case(text, *spans, **more):
    marked = tuple(
        Span(text.index(what), text.index(what) + len(what), label)
        for what, label in spans
    )
    return Case(text, marked, **more)


CASES = [
    case("call ann on 067 123", ("ann", "PERSON"), ("067 123", "PHONE")),
    case("order 4455 to kyiv", ("4455", "KEEP:order"), ("kyiv", "LOCATION")),
]


def by(table):
    return lambda: lambda text, _who: table.get(text, text)


def test_who_masks_nothing_misses_everything_and_spoils_nothing():
    found = score(CASES, by({}))
    assert found.kinds["PHONE"].strict == 0
    assert found.kinds["PERSON"].missed == 1
    assert (found.recall, found.over, found.altered, found.clean.strict) == (0, 0, 0, 0)


def test_who_masks_everything_spoils_what_must_stay():
    found = score(CASES, lambda: lambda _text, _who: "[X]")
    assert found.kinds["PHONE"].strict == found.kinds["PERSON"].strict == 100
    assert (found.recall, found.over, found.altered) == (100, 100, 100)
    assert found.precision == 37.5  # 3 words had to go, 5 had not
    assert found.clean.strict == 100


def test_half_a_number_is_not_hidden_and_not_missed():
    found = score(CASES, by({CASES[0].text: "call [PERSON] on [PHONE] 123"}))
    tally = found.kinds["PHONE"]
    assert (tally.spans, tally.hidden, tally.missed) == (1, 0, 0)


def test_a_city_may_go_or_stay():
    found = score(CASES, by({CASES[1].text: "order 4455 to [ADDRESS]"}))
    assert (found.over, found.altered, found.clean.strict) == (0, 0, 0)


def test_of_an_address_the_street_word_may_stay():
    text = "вул. Сумська, 7"
    found = score([case(text, (text, "ADDRESS"))], by({text: "вул. [ADDRESS]"}))
    assert found.kinds["ADDRESS"].strict == 100


def test_each_dialogue_has_a_sanitizer_of_its_own():
    made: list[list[object]] = []

    def fresh():
        made.append([])

        def mask(text, who):
            made[-1].append((who, text))
            return text

        return mask

    turns = [
        case("one", dialogue="a", who="agent"),
        case("two", dialogue="a"),
        case("three", dialogue="b"),
    ]
    score(turns, fresh)
    assert made[1:] == [[("agent", "one"), ("caller", "two")], [("caller", "three")]]


def test_examples_show_what_went_wrong():
    misses: list[str] = []
    score(CASES, lambda: lambda text, _who: text.replace("4455", "[ID]"), misses)
    assert [line.split("\t")[:2] for line in misses] == [
        ["PERSON", "ann"],
        ["PHONE", "067 123"],
        ["KEEP:order", "4455"],
    ]


def test_time_and_size_are_counted():
    found = score(CASES, by({}))
    assert found.size_bytes == sum(len(case.text) for case in CASES)
    assert len(found.seconds) == 2
    assert found.megabytes_a_cpu_second > 0
    assert found.p99_us >= 0
