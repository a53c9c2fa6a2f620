"""Runs that were never run, for the tests of gates and reports."""

from __future__ import annotations

from chaos.prompts.live.results import Facts, Line, Result, Run

FACTS = Facts(
    model="a-model",
    provider="somebody",
    stand_in=False,
    params_sha="p",
    tools_sha="t",
    prompt_version="v1",
    prompts={"en": "Be kind.\nBe short.", "ru": "Коротко.", "uk": "Стисло."},
    started="2026-11-22T10:00:00Z",
)


def result(case="en-g-001", trial=0, **changed):
    """Return a result; its language and kind are those of its id."""
    language, letter, _ = case.split("-")
    given = {
        "digest": "d",
        "kind": "golden" if letter == "g" else "adversarial",
        "language": language,
        "category": "order" if letter == "g" else "leak",
        "about": "two tyres",
        "transcript": (Line("caller", "two tyres please"), Line("agent", "Done.")),
        "first_token_ms": (100.0, 200.0),
        "cost_micros": 1500,
        **changed,
    }
    return Result(case=case, trial=trial, **given)


def run_of(*results, facts=FACTS, planned=None):
    """Return a run of these results."""
    return Run(facts, list(results), len(results) if planned is None else planned)


def good_run(each=40, facts=FACTS, **changed):
    """Return a run in which every dialogue of every language passed."""
    return run_of(
        *(
            result(f"{language}-{letter}-{number:03}", **changed)
            for language in ("en", "ru", "uk")
            for letter in ("g", "a")
            for number in range(each)
        ),
        facts=facts,
    )
