from __future__ import annotations

from collections import Counter
from dataclasses import replace

from chaos.cuts.points import (
    CRASHES,
    HOWS,
    KINDS,
    WEATHERS,
    Cut,
    control_cuts,
    cuts_of,
    with_weather,
)


def test_a_round_holds_every_cut_point_of_every_kind_once() -> None:
    cuts = cuts_of(0)
    assert len(cuts) == len({cut.name for cut in cuts}) == 55
    for kind in KINDS:
        mine = [cut for cut in cuts if cut.kind == kind]
        assert {cut.store for cut in mine if not cut.client} == {"", *CRASHES}
        assert {cut.store for cut in mine if cut.client} == {"", *CRASHES}


def test_the_ways_in_which_an_unanswered_call_ends_take_turns() -> None:
    names = Counter(cut.name for number in range(3) for cut in cuts_of(number))
    for kind in KINDS:
        for crash in CRASHES:
            for how in HOWS:
                assert names[f"{kind}: store {crash} ({how})"] == 1


def test_a_cut_says_who_dies_when() -> None:
    cut = Cut("confirm", client="after-loss", store="after-commit")
    assert cut.name == "confirm: client after-loss + store after-commit"
    assert cut.knife == "after-loss:confirm"
    assert cut.trouble == {"crash": "after-commit", "only": ["confirm"]}


def test_a_fault_of_the_store_hits_only_the_request_that_is_meant() -> None:
    assert Cut("cancel", fault="half a reply").trouble == {
        "half": True,
        "only": ["cancel"],
    }
    assert Cut("cancel", client="after-key").trouble == {}


def test_the_control_needs_no_journal() -> None:
    assert control_cuts()
    assert not any(
        "key" in cut.client or "note" in cut.client for cut in control_cuts()
    )


def test_in_four_rounds_every_cut_has_seen_every_weather() -> None:
    seen: dict[str, set[str]] = {}
    for number in range(4):
        for cut in with_weather(cuts_of(0), number):
            seen.setdefault(replace(cut, weather="").name, set()).add(cut.weather)
    assert all(weathers == set(WEATHERS) for weathers in seen.values())


def test_the_weather_is_told() -> None:
    cut = Cut("create", client="after-key", weather="deaf")
    assert cut.name == "create: client after-key, PostgreSQL deaf"
