"""What the agent was and is to be: prompts with their trials, prices, a rollout under way."""

from __future__ import annotations

import json
from random import Random
from typing import Any, Final

from adminapi.prompts import packaged, rows
from callcore.shared import audit, stamps
from callcore.shared.costs import pricestore
from callcore.shared.costs.pricefile import PACKAGED
from callcore.shared.database.pool import Connection
from callcore.shared.observe.fields import Plain
from callcore.shared.rollout import changes, plantable
from callcore.shared.rollout.buckets import BUCKETS
from callcore.shared.rollout.changes import Signature, Trial
from callcore.shared.rollout.counters import EDGES_MS, ArmCounters, Comparison, Tally

ENGINE: Final = "scripted"  # on trial; a house without models has no other
BY: Final = audit.Actor("demo")
FRIENDLY: Final = "v2-friendly"
HASTY: Final = "v2-hasty"
DRAFT: Final = "v3-short"


def furnish_prompts(connection: Connection) -> None:
    """Write one that is in use, one that was rolled back, one that is a draft.

    Commits in between: what was published when is told by the time of a transaction.
    """
    texts = dict(packaged.texts_of(packaged.versions()[-1]) or {})
    friendly = _added(
        connection, FRIENDLY, _with(texts, "Be warm; one short sentence more is fine.")
    )
    _tried(connection, friendly, "passed")
    rows.publish(connection, str(friendly["prompt_id"]), BY.name)
    connection.commit()
    hasty = _added(connection, HASTY, _with(texts, "Answer in five words at most."))
    _tried(connection, hasty, "passed")
    rows.publish(connection, str(hasty["prompt_id"]), BY.name)
    connection.commit()
    rows.roll_back(connection)
    audit.note(
        connection, by=BY, action="prompt.roll-back", subject=str(hasty["prompt_id"]),
        detail={"to": FRIENDLY, "reason": "callers asked twice"},
    )  # fmt: skip
    draft = _added(
        connection, DRAFT, _with(texts, "Never offer more than two products.")
    )
    _tried(connection, draft, "failed")
    connection.commit()


def furnish_prices(connection: Connection) -> None:
    """Write the table that holds, and a draft of the next."""
    text = PACKAGED.read_text(encoding="utf-8")
    first = pricestore.draft(connection, text, BY.name, "as packaged")
    pricestore.activate(connection, first.table_id, BY.name)
    nearly = text + "\n# to be checked with the invoice of this month\n"
    pricestore.draft(connection, nearly, BY.name, "next month")


def furnish_rollout(connection: Connection, random: Random, now_s: float) -> None:
    """Write a trial that was rolled back once, goes on, and has counted both arms."""
    trial = Trial("stt-2026-11", "past", ENGINE, 2 * BUCKETS // 100, 5 * BUCKETS // 100)
    steps = (
        (lambda plan, by: changes.started(plan, trial, by), "demo", "first look", 9),
        (lambda plan, by: changes.widened(plan, BUCKETS // 10, None, by), "demo", "it hears well", 6),
        (changes.rolled_back, changes.GUARD, "failed: 0.14 > 0.10 of 61 utterances", 5),
        (lambda plan, by: changes.resumed(plan, BUCKETS // 20, BUCKETS // 20, by), "demo", "the vendor has mended it", 3),
    )  # fmt: skip
    for step, by, why, days in steps:
        at = stamps.utc_text(now_s - 86_400 * days)
        plan = plantable.apply(connection, step, Signature(by, why, at))
        detail: dict[str, Plain] = {"version": plan.version, "reason": why}
        audit.note(
            connection,
            by=audit.Actor(by),
            action="rollout.change",
            subject=ENGINE,
            detail=detail,
        )
    plantable.publish(connection, "past:w1", plan.since, _tally(random))


def _tally(random: Random) -> Tally:
    compared = Comparison(
        utterances=910, failures=7, empty=4, hallucinated=3, words=6_120, word_errors=428,
        chars=33_900, char_errors=1_510, heard=610, missed=31, extra=12,
        cost_micros=410_000, audio_ms=3_100_000,
    )  # fmt: skip
    return Tally(
        _arm(random, 9_200, 420, 12_400), _arm(random, 480, 310, 9_100), compared
    )


def _arm(random: Random, utterances: int, middle_ms: float, micros: int) -> ArmCounters:
    arm = ArmCounters(
        utterances=utterances, errors=utterances // 300, fallbacks=utterances // 110,
        empty=utterances // 40, hallucinated=utterances // 200,
        cost_micros=utterances * micros // 10, audio_ms=utterances * 3_400,
        unpriced=utterances // 500,
    )  # fmt: skip
    for _ in range(utterances):
        arm.final(min(EDGES_MS[-1], random.lognormvariate(0, 0.4) * middle_ms))
    return arm


def _with(texts: dict[str, str], more: str) -> dict[str, str]:
    return {language: f"{text}\n{more}" for language, text in texts.items()}


def _added(connection: Connection, version: str, texts: dict[str, str]) -> rows.Row:
    base = packaged.versions()[-1]
    row = rows.added(connection, version, texts, based_on=base, note="", by=BY.name)
    audit.note(
        connection, by=BY, action="prompt.draft", subject=str(row["prompt_id"]),
        detail={"version": version},
    )  # fmt: skip
    return row


def _tried(connection: Connection, prompt: rows.Row, state: str) -> None:
    """Write a run that has ended, with a report as ``chaos.prompts`` writes it."""
    run = rows.queued(connection, prompt, BY.name)
    connection.execute(
        "UPDATE prompt_regressions SET state = %s, report = %s::jsonb, runner = 'past', "
        "started_at = now(), ended_at = now(), tries = 1 WHERE run_id = %s",
        (state, json.dumps(_report(good=state == "passed")), run["run_id"]),
    )


def _report(*, good: bool) -> dict[str, Any]:
    wrong = [] if good else ["en-order-two-tyres: three products were offered"]
    dialogues = [
        _dialogue(f"{language}-{name}", wrong)
        for language in ("en", "ru", "uk")
        for name in ("order-two-tyres", "asks-for-a-human", "oil-for-a-diesel")
    ]
    passed = sum(each["passed"] for each in dialogues)
    return {
        "dialogues": dialogues,
        "languages": {
            name: {
                "played": 3,
                "passed": 2 if wrong and name == "en" else 3,
                "floor": 0.9,
            }
            for name in ("en", "ru", "uk")
        },
        "interrupted": {"played": passed, "wrong": 0},
        "hostile": {"played": 40, "wrong": 0},
        "wrong": wrong,
        "wrong_count": len(wrong),
        "took_s": 31.4,
    }


def _dialogue(name: str, wrong: list[str]) -> dict[str, Any]:
    missed = [text.partition(": ")[2] for text in wrong if text.startswith(name)]
    return {"id": name, "passed": not missed, "broken": [], "missed": missed}
