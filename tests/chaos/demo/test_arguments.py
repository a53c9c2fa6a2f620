"""Wrong arguments end with one sentence and exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaos.demo.arguments import Options, parse
from chaos.demo.engines import Engines


def test_no_argument_means_the_default_call():
    assert parse([]) == Options()


def test_everything_can_be_said():
    argv = "--lang uk --scenario oil --calls 3 --at-once 2 --plain --keep --json out"
    found = parse(argv.split())
    assert found == Options(
        language="uk",
        scenario="oil",
        calls=3,
        at_once=2,
        plain=True,
        keep=True,
        json=Path("out"),
    )


def test_options_may_stand_before_and_behind_the_mode():
    assert parse(["--lang", "ru", "call", "Привет"]) == parse(
        ["call", "Привет", "--lang", "ru"]
    )
    assert parse(["call", "Привет", "--lang", "ru"]).mode == "call"


def test_engines_can_be_chosen_and_emulated():
    found = parse(
        ["--stt", "google", "--tts", "openai", "--llm", "openai", "--emulated"]
    )
    assert found.engines == Engines("google", "openai", "openai", emulated=True)


def test_engines_may_stand_behind_the_mode():
    found = parse(["call", "Hi", "--stt", "google", "--emulated"])
    assert found.engines == Engines(stt="google", emulated=True)


def test_a_fault_brings_the_engines_and_the_caller_that_it_needs():
    found = parse(["--fault", "stt-hang-mid", "--tts", "openai"])
    assert found.engines == Engines(stt="google", tts="openai", emulated=True)
    assert found.scenario == "phone-number"


def test_a_fault_without_needs_leaves_everything_as_it_was():
    found = parse(["--fault", "kill9"])
    assert found == Options(fault="kill9")


def test_a_recording_is_taken(tmp_path):
    path = tmp_path / "me.wav"
    path.touch()
    assert parse(["talk", str(path)]).recording == path


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["--lang", "de"], "invalid choice: 'de'"),
        (["--scenario", "pizza"], "invalid choice: 'pizza'"),
        (["--fault", "fire"], "invalid choice: 'fire'"),
        (["--calls", "0"], "'0' is not a number from 1 to"),
        (["--calls", "many"], "'many' is not a number from 1 to"),
        (["--calls", "2", "--fault", "kill9"], "--fault shows one call"),
        (["--stt", "siri"], "invalid choice: 'siri'"),
        (["--tts", "whisper"], "invalid choice: 'whisper'"),
        (["--emulated"], "--emulated stands in for a vendor: add --stt google"),
        (["--emulated", "--stt", "whisper"], "--emulated stands in for a vendor"),
        (["--fault", "stt-quota", "--stt", "openai"], "breaks google: leave out --stt"),
        (
            ["--fault", "both-stt", "--scenario", "oil"],
            "--fault both-stt needs the scenario phone-number",
        ),
        (["call"], "required: TEXT"),
        (["call", "  "], "say something"),
        (["talk", "nowhere.wav"], "there is no file nowhere.wav"),
        (["sing"], "invalid choice: 'sing'"),
    ],
)
def test_a_wrong_argument_is_explained(argv, sentence, capsys):
    with pytest.raises(SystemExit) as caught:
        parse(argv)
    assert caught.value.code == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    "fault",
    [
        "stt-hang",
        "llm-error",
        "tts-dead",
        "store-down",
        "kill9",
        "wedge",
        "stt-hang-mid",
        "stt-quota",
        "tts-cut",
        "llm-cut",
        "both-stt",
    ],
)
def test_the_promised_faults_can_be_asked_for(fault):
    assert parse(["--fault", fault]).fault == fault
