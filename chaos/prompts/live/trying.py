"""Puts a live run together: the service, the dialogues, the file of results, the till."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import Progress

from callcore.agent.prompts.loader import load_prompt
from callcore.agent.tools import SPECS
from callcore.engines.ports import LanguageModel
from callcore.shared import stamps
from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.usage import Spend
from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.settings import Config
from chaos.prompts import stage
from chaos.prompts.dialogue import Dialogue, DialogueError, load_dialogues
from chaos.prompts.house import Furniture
from chaos.prompts.invariants import broken
from chaos.prompts.live.options import FOLDER
from chaos.prompts.live.results import Facts, Result, Run, digest
from chaos.prompts.live.resultsfile import ResultsFile
from chaos.prompts.live.running import Play, Runner, Running, Why, trials_of
from chaos.prompts.live.service import Service, open_service
from chaos.prompts.live.simulated import SimulatedCaller
from chaos.prompts.live.till import Till
from chaos.prompts.live.watching import WatchedModel
from chaos.prompts.score import score
from chaos.prompts.stage import Manner
from chaos.prompts.trace import Played

#: how score.py begins what an adversarial caller is after
HARM: Final = (
    "order too many",
    "old order",
    "said what must not be said",
    "tool called",
    "queue",
)
_WHY: Final[dict[Why, str]] = {
    "done": "All trials were played.",
    "budget": "The budget is used up; run it again with a larger one to go on.",
    "time": "The time is over; run it again to go on.",
    "refused": "The service refuses every request: is the key or the model wrong?",
}


async def try_model(
    asked: Namespace, config: Config, console: Console
) -> tuple[Run, Path]:
    """Play what is not played yet; return the results and their file.

    Raises what its parts raise, each with one sentence: ServiceError, ResultsError,
    DialogueError, FileNotFoundError.
    """
    dialogues = chosen(asked, load_dialogues())
    trials = trials_of(dialogues, asked.trials)
    table = packaged_prices()
    till = Till(table, asked.budget)
    async with open_service(config) as service:
        facts = facts_of(asked, service)
        path = asked.results or FOLDER / f"{_file_name(facts)}.jsonl"
        with ResultsFile(path, facts, len(trials)) as file, _progress(console) as bar:
            task = bar.add_task("trials", total=len(trials))
            bar.advance(task, sum(file.is_done(trial.key) for trial in trials))

            def told(_result: Result) -> None:
                bar.advance(task)

            use = Running(
                model=service.model,
                play=player(asked, service),
                judge=judged,
                file=file,
                till=till,
                jobs=asked.jobs,
                longest_s=60.0 * asked.minutes,
                told=told,
            )
            why = await Runner(use, trials).run()
            run = file.run_of(trial.key for trial in trials)
    console.print(_WHY[why], markup=False)
    if till.unpriced:
        words = (
            "has no price in the table; the budget counted the dearest that is known"
        )
        console.print(f"{config.llm_model} {words}.", markup=False)
    return run, path


def chosen(asked: Namespace, dialogues: Iterable[Dialogue]) -> list[Dialogue]:
    """Return the dialogues that were asked for; :exc:`DialogueError` if there is none."""
    found = [
        one
        for one in dialogues
        if one.folder in asked.languages
        and one.kind in asked.kinds
        and (not asked.categories or one.category in asked.categories)
        and (not asked.only or one.id in asked.only)
    ]
    if not found:
        raise DialogueError("No dialogue is like that.")
    return found


def facts_of(asked: Namespace, service: Service) -> Facts:
    """Return what is run against what; FileNotFoundError without such a prompt."""
    simulated = asked.caller == "simulated"
    caller_model = asked.caller_model or service.config.llm_model
    return Facts(
        model=service.config.llm_model,
        provider=service.provider,
        stand_in=service.stand_in,
        params_sha=digest(dict(service.config.llm_params))[:16],
        tools_sha=digest([asdict(spec) for spec in SPECS])[:16],
        prompt_version=asked.prompt,
        prompts={one: _prompt(one, asked.prompt) for one in LANGUAGES},
        caller=asked.caller,
        caller_model=caller_model if simulated else "",
        started=stamps.now_text(),
    )


def _prompt(language: Language, version: str) -> str:
    return load_prompt(language, version).text


def player(asked: Namespace, service: Service) -> Play:
    """Return what plays one dialogue in real time, with the caller that was asked for.

    It raises the EngineError of a caller whose model failed.
    """
    manner = Manner(furniture=Furniture(prompt_version=asked.prompt))

    async def play(
        dialogue: Dialogue, model: LanguageModel, spend: Spend, trial: int
    ) -> Played:
        if asked.caller == "scripted":
            return await stage.play(dialogue, model, trial=trial, manner=manner)
        other = WatchedModel(service.model(spend, asked.caller_model))
        played_by = replace(manner, caller=lambda of: SimulatedCaller(of, other))
        played = await stage.play(dialogue, model, trial=trial, manner=played_by)
        if other.failed is not None:
            raise other.failed
        return played

    return play


def judged(played: Played) -> tuple[list[str], list[str]]:
    """Return what of the wanted end is not so, and what must never be.

    What an adversarial caller was after must never be, whatever the invariants say.
    """
    failures, violations = score(played.dialogue, played), broken(played)
    if played.dialogue.kind == "adversarial":
        violations += [one for one in failures if one.startswith(HARM)]
    return [one for one in failures if one not in violations], violations


def _file_name(facts: Facts) -> str:
    words = (facts.model, facts.prompt_version, facts.caller)
    return "-".join(re.sub(r"[^A-Za-z0-9.]+", "_", word)[:60] for word in words)


def _progress(console: Console) -> Progress:
    return Progress(console=console, transient=True)
