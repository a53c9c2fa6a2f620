from __future__ import annotations

import pytest

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.roads import numbered_start, road_span, suffix_span


def found(text, *, hinted=False, floor=0):
    line = read(text)
    roads = [at for at, word in enumerate(line.words) if word.flags & flags.ROAD]
    spans = [road_span(line, road, floor, hinted) for road in roads]
    start, end = next((span for span in spans if span[1]), (0, 0))
    return text[line.starts[start] : line.ends[end - 1]] if end else ""


@pytest.mark.parametrize(
    "address",
    [
        "102 Oak Ave",
        "221B Baker Street",
        "1600 Pennsylvania Ave NW",
        "25 St. Mary's Road",
        "350 Fifth Avenue",
        "45 W 34th St",
        "12 Cedar Hill Court",
        "one hundred and five high street",
        "twelve forty fifth street",
        "one oh five elm road",
        "flat 15, 49 Queen Street",
        "flat fifteen forty nine queen street",
        "Green St 10",
        "26 Station Road",
        "7 The Avenue",
        "12-14 High St",
        "1/23 George Street",
        "133 Forty Second Street",
        "Flat 2/1, 34 Byres Road",
        "1st Floor, 22 Grafton Street",
    ],
)
@pytest.mark.parametrize("frame", ["{}", "deliver to {}, Kyiv", "we live at {}"])
def test_an_address_runs_from_its_number_to_its_road(address, frame):
    if address == "7 The Avenue" and frame == "{}":
        frame = "at {}"
    assert found(frame.format(address)) == address


@pytest.mark.parametrize(
    "text",
    [
        "4 wheel drive",
        "two minute walk",
        "way too much",
        "one more road",
        "it's a good place",
        "205 road tyres",
        "first street on the left",
        "close at 5",
        "4 season drive",
    ],
)
def test_what_merely_has_such_a_word_is_no_address(text):
    assert found(text) == ""


def test_a_vague_road_word_needs_a_hint_a_capital_a_frame_or_a_flat():
    assert found("with 8 kingfisher close friends") == ""
    assert found("with 8 kingfisher close friends", hinted=True)
    assert found("with 8 Kingfisher Close")
    assert found("it's 8 kingfisher close")
    assert found("8 kingfisher close flat 2")


def test_a_road_without_a_number_needs_a_capital_or_a_hint():
    assert found("on Queen Street") == "Queen Street"
    assert found("on queen street") == ""
    assert found("on queen street", hinted=True) == "queen street"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("4521 Kuvalis Ridge", "4521 Kuvalis Ridge"),
        ("4521 Kuvalis Ridge Apt. 8", "4521 Kuvalis Ridge"),
        ("45 Kuvalis Ridge", ""),
        ("4521 kuvalis ridge", ""),
        ("4521 Kuvalis Ridge line", ""),
        ("forty five Kuvalis Ridge", ""),
    ],
)
def test_a_rare_suffix_ends_an_address_only_as_it_is_written(text, address):
    line = read(text)
    rare = next(at for at, word in enumerate(line.words) if word.flags & flags.SUFFIX)
    start, end = suffix_span(line, rare, 0)
    assert (text[line.starts[start] : line.ends[end - 1]] if end else "") == address


def test_a_flat_behind_a_name_and_its_number_makes_an_address():
    line = read("Anna, 18 Whitehall, Apt 5")
    assert numbered_start(line, 3, 0, sure=True) == 1
    line = read("2 golden passed, floor 5")
    assert numbered_start(line, 3, 0, sure=False) == 3
    assert numbered_start(line, 3, 0, sure=True) == 0


def test_nothing_is_taken_twice():
    assert found("5 oak street", floor=1) == ""
