from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaos.standins.google.refusal import Refusal
from chaos.standins.google.rules import MODELS, REGIONS, Asked, check, region_of


def asked(model="latest_long", languages=("uk-UA",), region="global", api="v2", **more):
    name = f"projects/p/locations/{region}/recognizers/_" if api == "v2" else ""
    more = {"rate_hz": 8000, "recognizer": name, **more}
    return Asked(api, model, languages, **more)


@pytest.mark.parametrize(
    "good",
    [
        asked(),
        asked(api="v1"),
        asked("", api="v1"),
        asked("telephony", ("uk-UA", "ru-RU", "en-US")),
        asked("chirp_2", ("en-US",), "europe-west4"),
        asked("chirp_3", region="eu"),
        asked(hints=("Nokian",) * 100),
    ],
)
def test_what_google_takes_is_taken(good):
    check(good)


@pytest.mark.parametrize(
    "bad",
    [
        asked("telepathy"),
        asked("phone_call"),  # of version 1 only
        asked("long", api="v1"),
        asked("chirp_2", ("en-US",)),  # not in this region
        asked("chirp_2", ("uk-UA",), "europe-west4"),
        asked("chirp_2", ("en-US", "ru-RU"), "europe-west4"),
        asked(region="atlantis"),
        asked(languages=()),
        asked(languages=("",)),
        asked(languages=("uk UA",)),
        asked(languages=("uk-UA",) * 5),
        asked(rate_hz=0),
        asked(rate_hz=96_000),
        asked(hints=("a" * 101,)),
        asked(hints=("a",) * 5001),
        asked(recognizer="_"),
    ],
)
def test_what_google_refuses_is_refused(bad):
    with pytest.raises(Refusal):
        check(bad)


def test_without_a_stream_a_model_knows_more_languages():
    check(asked("chirp_2", ("uk-UA",), "europe-west4"), streams=False)


@given(st.text())
def test_a_recogniser_is_named_in_full(name):
    with pytest.raises(Refusal):
        region_of(name)


def test_the_table_names_only_regions_that_exist():
    assert all(
        model.regions is None or model.regions <= REGIONS for model in MODELS.values()
    )
