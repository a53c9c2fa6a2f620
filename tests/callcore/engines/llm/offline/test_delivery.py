from __future__ import annotations

import pytest

from callcore.engines.llm.offline.delivery import (
    arguments,
    ask_options,
    merged,
    missing,
    option_of,
    told_options,
)
from callcore.engines.llm.offline.state import Asked, State, Way
from callcore.engines.llm.offline.wording import Wording
from tests.callcore.engines.llm.offline.said import BRANCH, COURIER, PICKUP, WAYS

WORDS = Wording("en")


def wanting(**way):
    return State(options=WAYS, way=Way(**way))


def test_by_default_nothing_is_asked_and_nothing_is_sent():
    assert missing(State(), WORDS) is None
    assert arguments(State()) == {}


def test_the_options_are_looked_up_once():
    step = missing(State(way=Way(kind="branch", city="Lviv")), WORDS)
    assert step is not None
    assert (step[1].tool, step[1].arguments) == ("delivery_options", {"city": "Lviv"})
    assert ask_options(State(), "tell")[1].arguments == {}


@pytest.mark.parametrize(
    ("way", "asked", "words"),
    [
        ({"anyhow": True}, Asked.WAY, "How shall we send it"),
        ({"city": "Lviv"}, Asked.WAY, "Delivery to a branch or delivery by courier?"),
        ({"kind": "branch"}, Asked.CITY, "which city"),
        ({"kind": "branch", "city": "Lviv"}, Asked.PLACE, "which branch"),
        ({"kind": "courier", "city": "Lviv"}, Asked.PLACE, "which street and house"),
        ({"kind": "branch", "city": "Lviv", "place": "5"}, Asked.NAME, "name"),
    ],
)
def test_one_thing_is_asked_at_a_time(way, asked, words):
    step = missing(wanting(**way), WORDS)
    assert step is not None
    assert step[0].asked is asked
    assert words in step[1].text


@pytest.mark.parametrize(
    "way",
    [
        {"kind": "pickup"},
        {"kind": "branch", "city": "Lviv", "place": "5", "name": "Ivan"},
        {"kind": "courier", "city": "Lviv", "place": "Mira 5", "nameless": True},
    ],
)
def test_what_is_complete_is_not_asked_about(way):
    assert missing(wanting(**way), WORDS) is None


def test_the_tool_gets_the_id_and_the_place():
    way = {"kind": "branch", "city": "Lviv", "place": "5", "name": "Ivan"}
    assert arguments(wanting(**way)) == {
        "delivery": "np",
        "city": "Lviv",
        "place": "5",
        "name": "Ivan",
    }
    assert arguments(wanting(kind="pickup")) == {"delivery": "pickup"}
    assert arguments(State(way=Way(name="Ivan"))) == {"name": "Ivan"}


def test_a_place_means_the_only_option_that_goes_to_places():
    state = State(options=(PICKUP, BRANCH), way=Way(city="Lviv"))
    assert option_of(state) is BRANCH
    assert option_of(state.but(options=WAYS)) is None
    assert option_of(State(options=(PICKUP,), way=Way(kind="courier"))) is None


def test_options_are_told_with_prices_and_days_in_one_sentence():
    text = told_options(WAYS, WORDS)
    assert text.startswith("Pick-up at the shop is free, ")
    assert "120 UAH" in text
    assert "1 to 3 days" in text
    assert "250 UAH" in text
    assert told_options((COURIER,), Wording("uk")).endswith("від 1 до 4 днів.")


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        (Way(kind="branch", city="Lviv", place="5"), Way(kind="courier"),
         Way(kind="courier", city="Lviv")),
        (Way(kind="branch", city="Lviv", place="5"), Way(city="Odesa"),
         Way(kind="branch", city="Odesa")),
        (Way(kind="branch", city="Lviv", place="5", name="I"), Way(kind="pickup"),
         Way(kind="pickup", name="I")),
        (Way(kind="pickup"), Way(city="Lviv"), Way(city="Lviv")),
        (Way(city="Lviv", nameless=True), Way(name="I"), Way(city="Lviv", name="I")),
    ],
)  # fmt: skip
def test_what_is_said_later_replaces_what_it_contradicts(before, new, after):
    assert merged(before, new) == after
