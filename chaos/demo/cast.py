"""Who calls: what a run of the demo says, in which voice, and who judges it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chaos.demo.arguments import Options
from chaos.demo.caller import Caller, OneSentence, Talker
from chaos.demo.casting import cast_caller
from chaos.demo.judges import for_answer, for_fault, for_scenario, for_survival
from chaos.demo.ringing import Judge
from chaos.demo.scenarios.shelf import SCENARIOS
from chaos.demo.tape import load_tape
from chaos.demo.voice import render
from chaos.faults.shelf import FAULTS

TAPE: Final = "(the recording)"


@dataclass(frozen=True, slots=True)
class Cast:
    """``talker`` makes a fresh caller for each call; ``clips`` are his lines as PCM.

    ``withheld``: his telephone hides its number.
    """

    talker: Callable[[], Talker]
    clips: Mapping[str, bytes]
    judge: Judge
    title: str
    withheld: bool = False


def cast(options: Options, cache: Path) -> Cast:
    """Return the cast of a run; blocks while lines are rendered.

    Raises ``VoiceMissing``, ``TapeError`` or ``ModelError``, each with one sentence.
    """
    if options.recording is not None:
        clips = {TAPE: load_tape(options.recording)}
        title = f"{options.recording.name} · {options.language}"
        return Cast(lambda: OneSentence(TAPE), clips, for_answer, title)
    make, judge, title = _speaker(options)
    voice = cast_caller(options.language, cache)
    clips = render(voice, make().lines(), cache / "demo")
    title = f"{title} · {options.language} · {voice.name}"
    withheld = options.mode == "scenario" and SCENARIOS[options.scenario].withheld
    return Cast(make, clips, judge, title, withheld)


def _speaker(options: Options) -> tuple[Callable[[], Talker], Judge, str]:
    if options.mode == "call":
        return lambda: OneSentence(options.text), for_answer, "one sentence"
    scenario = SCENARIOS[options.scenario]
    judge, title = for_scenario(scenario.goal), scenario.name
    if options.fault:
        survives = FAULTS[options.fault].ending == "order"
        judge = for_survival(scenario.goal) if survives else for_fault
        title = f"{scenario.name} · {options.fault}"
    return lambda: Caller(scenario, options.language), judge, title
