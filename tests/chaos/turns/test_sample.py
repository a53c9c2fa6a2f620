"""Turns on disk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chaos.turns import sample
from chaos.turns.sample import load, read, write
from tests.chaos.turns.made import turn


def test_turns_survive_the_disk(tmp_path):
    turns = [
        turn([(1000, 1500), (2000, 4600)], kind="comma"),
        turn([(900, 3600)], language="uk", asked="Щось іще?"),
    ]
    write(tmp_path / "some.npz", turns)
    assert read(tmp_path / "some.npz") == turns
    assert [path.name for path in tmp_path.iterdir()] == ["some.npz"]


def test_the_last_pause_is_the_end_and_the_others_are_holds():
    one = turn([(1000, 1500), (2000, 4600)])
    assert one.end_ms == 2000
    assert [hold.ms for hold in one.holds] == [500]


def test_what_is_in_the_cache_is_not_made_again(tmp_path, monkeypatch):
    made = []

    def make(split, language, cache, recordings):
        made.append(split)
        return [turn([(1000, 3600)])]

    monkeypatch.setattr("chaos.turns.planning.make", make)
    assert load("tune", "uk", tmp_path) == load("tune", "uk", tmp_path)
    assert made == ["tune"]


def test_other_code_makes_other_turns_and_clears_the_old_ones(tmp_path, monkeypatch):
    monkeypatch.setattr("chaos.turns.planning.make", lambda *_: [turn([(1000, 3600)])])
    load("tune", "uk", tmp_path)
    monkeypatch.setattr(sample, "_recipe", lambda: "other")
    load("tune", "uk", tmp_path)
    (path,) = (tmp_path / "turns").iterdir()
    assert path.name == "uk-tune-other-0.npz"


def test_everything_that_makes_turns_is_in_the_recipe():
    folder = Path(sample.__file__).parent
    seen, waiting = set(), {"planning"}
    while waiting:
        name = waiting.pop()
        seen.add(name)
        text = (folder / f"{name}.py").read_text()
        found = set(re.findall(r"from chaos\.turns\.(\w+) import", text))
        for line in re.findall(r"from chaos\.turns import ([\w, ]+\w)", text):
            found |= {part.strip() for part in line.split(",")}
        waiting |= found - seen
    assert len(seen) > 10
    assert seen == set(sample._MAKERS)


def test_an_unknown_split_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="no such split: dev; there are train, tune"):
        load("dev", "en", tmp_path)
