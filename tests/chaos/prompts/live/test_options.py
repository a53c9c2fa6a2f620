"""The command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaos.prompts.live.options import parse


def test_without_a_command_it_runs():
    asked = parse([])
    assert (asked.command, asked.trials, asked.caller) == ("run", 4, "scripted")
    assert asked.languages == ("en", "ru", "uk")
    assert asked.kinds == ("golden", "adversarial")
    assert parse(["--trials", "1"]).trials == 1


def test_lists_are_separated_by_commas():
    asked = parse(["run", "--languages", "uk,en", "--only", "en-g-001, ru-g-002"])
    assert asked.languages == ("en", "uk")
    assert asked.only == ("en-g-001", "ru-g-002")


def test_money_is_kept_in_micros():
    assert parse(["--budget", "2.5"]).budget == 2_500_000
    assert parse(["--budget", "0"]).budget == 0


def test_two_files_are_compared():
    asked = parse(["compare", "a.jsonl", "b.jsonl", "--report", "c.html"])
    assert (asked.before, asked.results, asked.report) == (
        Path("a.jsonl"),
        Path("b.jsonl"),
        Path("c.html"),
    )


@pytest.mark.parametrize(
    "wrong",
    [
        ["--trials", "0"],
        ["--trials", "many"],
        ["--jobs", "65"],
        ["--minutes", "-1"],
        ["--budget", "nan"],
        ["--budget", "-1"],
        ["--budget", "much"],
        ["--languages", "de"],
        ["--languages", ""],
        ["--kinds", "silver"],
        ["--caller", "mute"],
        ["compare", "a.jsonl"],
        ["report"],
    ],
)
def test_what_makes_no_sense_is_refused(wrong, capsys):
    with pytest.raises(SystemExit) as exit_info:
        parse(wrong)
    assert exit_info.value.code == 2
    assert "error:" in capsys.readouterr().err
