from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from chaos.prompts import program, shelf, suite
from chaos.prompts.hostile import Tally
from chaos.prompts.program import Asked


@pytest.fixture
def asked():
    console = Console(file=io.StringIO(), width=200)
    return Asked("all", 20, 0, 1, "en-g-00", False, "2026-11-22", console)


def printed(asked):
    return asked.console.file.getvalue()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(shelf, "FOLDER", tmp_path)

    def path_of(voice, language):
        return tmp_path / f"{voice.provider}-{language}"

    monkeypatch.setattr(shelf, "path_of", path_of)
    return tmp_path


def test_dialogues_are_played_and_counted(asked):
    assert program.golden(replace(asked, only="en-a-00", show=True))
    assert "en-a-001" in printed(asked)
    assert "caller:" in printed(asked)


def test_a_dialogue_that_goes_wrong_is_told(asked, monkeypatch):
    monkeypatch.setattr(suite, "score", lambda _of, _played: ["order too many: x"])
    assert not program.golden(asked)
    assert "en-g-001: order too many: x" in printed(asked)


def test_hostile_sequences_are_run_and_counted(asked):
    assert program.hostile(asked)
    assert "21 sequences" in printed(asked)
    assert "0 violations" in printed(asked)


def test_a_violation_is_told_with_its_seed(asked, monkeypatch):
    tally = Tally(sequences=1, violations=[(7, "2 confirmed")])
    monkeypatch.setattr(program, "hostile_chunk", lambda _chunk: tally)
    assert not program.hostile(asked)
    assert "seed 7: 2 confirmed" in printed(asked)


def test_sequences_that_try_too_little_are_no_proof(asked, monkeypatch):
    monkeypatch.setattr(program, "hostile_chunk", lambda _chunk: Tally())
    assert not program.hostile(replace(asked, sequences=program.MANY_ENOUGH))
    assert "was never tried" in printed(asked)


def test_cassettes_are_recorded_and_replayed(asked, folder):
    few = replace(asked, only="en-g-001")
    assert program.record_all(few)
    assert {path.name for path in folder.iterdir()} == {"offline-en", "scripted-en"}
    program.replay_all(few)
    assert "no hosted model" in printed(asked)
    assert "offline-ru: no cassette (FileNotFoundError)" in printed(asked)


def test_too_many_complaints_are_counted(asked):
    assert program.told(asked.console, [])
    assert not program.told(asked.console, ["x"] * 40)
    assert "and 10 more" in printed(asked)


def test_the_mutation_test_decides(asked, monkeypatch):
    class Report:
        passed = False

        def rows(self):
            return [("fault [x]", "en", "why")]

        def summary(self):
            return "1 of 2"

    monkeypatch.setattr(program, "run_mutants", lambda _dialogues: Report())
    assert not program.mutants(asked)
    assert "fault [x]" in printed(asked)
