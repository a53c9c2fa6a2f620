from __future__ import annotations

from dataclasses import replace

import pytest

from chaos.prompts.dialogue import End, load_dialogues
from chaos.prompts.shelf import MAX_BYTES, NO_HOSTED, VOICES, path_of, record, replay

DAY = "2026-11-22"


@pytest.fixture(scope="module")
def some():
    golden = load_dialogues("en", "golden")
    return [one for one in golden if one.category in ("order", "transfer")][:4]


@pytest.fixture(params=VOICES, ids=lambda voice: voice.provider)
def voice(request):
    return request.param


@pytest.fixture
def cassette(voice, some):
    ((language, cassette, unfit),) = record(voice, some, DAY)
    assert (language, unfit) == ("en", [])
    return cassette


def test_what_was_recorded_comes_out_as_it_was(voice, cassette, some):
    replayed = replay(voice, cassette, some)
    assert replayed.good
    assert replayed.played == len(some)
    assert replayed.passed == sum(cassette.facts["dialogues"].values()) > 0


def test_a_cassette_says_what_it_is(voice, cassette):
    assert cassette.facts["provider"] == voice.provider
    assert cassette.facts["day"] == DAY
    assert "no hosted model" in cassette.facts["about"] == NO_HOSTED


def test_a_dialogue_that_was_never_recorded_is_missing(voice, cassette, some):
    replayed = replay(voice, cassette, [*some, replace(some[0], id="en-g-999")])
    assert replayed.misses == ["en-g-999: was never recorded"]
    assert not replayed.good


def test_a_dialogue_that_is_gone_is_stale(voice, cassette, some):
    replayed = replay(voice, cassette, some[1:])
    assert not replayed.good
    assert "no such dialogue" in replayed.stale[0]


def test_a_caller_who_says_something_else_is_a_miss(voice, cassette, some):
    changed = replace(some[0], turns=("A completely different wish", *some[0].turns))
    replayed = replay(voice, cassette, [changed, *some[1:]])
    assert replayed.misses
    assert not replayed.good


def test_another_result_than_recorded_is_no_pass(voice, cassette, some):
    changed = replace(some[0], end=End(callbacks=7))
    replayed = replay(voice, cassette, [changed, *some[1:]])
    assert [line.split(":")[0] for line in replayed.differs] == [some[0].id]
    assert not replayed.good


def test_tools_that_changed_make_it_stale(voice, cassette, some, monkeypatch):
    monkeypatch.setattr("callcore.agent.toolbox.Toolbox.specs", ())
    replayed = replay(voice, cassette, some)
    assert replayed.stale
    assert not replayed.misses
    assert not replayed.good


def test_nothing_played_is_no_pass(voice, cassette):
    cassette.facts["dialogues"] = {}
    assert not replay(voice, cassette, []).good


def test_the_files_of_the_house_are_small():
    files = [
        path_of(one, language) for one in VOICES for language in ("en", "ru", "uk")
    ]
    assert all(path.exists() for path in files)
    assert sum(path.stat().st_size for path in files) < MAX_BYTES
