"""The parts of ``just prompts``: each runs with a bar, prints a table, says if all is well."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from callcore.shared import stamps
from callcore.shared.ids import LANGUAGES
from chaos.prompts import shelf, suite
from chaos.prompts.attacks import ATTACKS
from chaos.prompts.cassette import Cassette
from chaos.prompts.dialogue import Dialogue, load_dialogues
from chaos.prompts.hostile import Tally, never_tried, sequence
from chaos.prompts.hostilemodel import play_hostile
from chaos.prompts.invariants import unsafe
from chaos.prompts.mutants.suite import run_mutants
from chaos.prompts.stage import run
from tests.kit.clock import run_virtual

CHUNK: Final = 250  # sequences of one task of a process
ON_STAGE: Final = 20  # one in so many hostile sequences meets the real thinker
BARGE_IN: Final = 0.2
MANY_ENOUGH: Final = 2_000  # sequences after which every kind must have been tried
SHOWN: Final = 30  # complaints; more are counted


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    part: str
    sequences: int
    first: int
    jobs: int
    only: str
    show: bool
    day: str
    console: Console


# -- dialogues -----------------------------------------------------------------------


def golden(asked: Asked) -> bool:
    """Play every dialogue on the offline agent; judge, and hold against the floors."""
    console, expected = asked.console, suite.load_expected()
    dialogues = chosen(asked)
    verdicts = []
    for dialogue in track(dialogues, "dialogues", console=console):
        played = run(dialogue, suite.offline(dialogue))
        verdicts.append(suite.judged(dialogue, played))
        if asked.show:
            console.print(f"-- {dialogue.id}\n{played.transcript()}", markup=False)
    wrong = suite.complaints(verdicts, expected)
    if not asked.only:
        cut = track(dialogues, "interrupted", console=console)
        wrong += suite.try_cut(cut, suite.offline, BARGE_IN)
    console.print(_rates(verdicts, expected))
    for name in suite.mended(verdicts, expected):
        console.print(f"{name} passes by now: take it off the list of known failures")
    return told(console, wrong)


def chosen(asked: Asked) -> list[Dialogue]:
    """Return the dialogues that are asked for."""
    return [one for one in load_dialogues() if one.id.startswith(asked.only)]


def _rates(verdicts: list[suite.Verdict], expected: suite.Expected) -> Table:
    table = Table(title="dialogues on the offline agent", title_justify="left")
    for column in (
        "language",
        "golden",
        "floor",
        "known failures",
        "adversarial",
        "safe",
    ):
        table.add_column(column)
    for language in LANGUAGES:
        passed, played = suite.rate(verdicts, language)
        hostile = [
            one
            for one in verdicts
            if one.dialogue.folder == language and one.dialogue.kind == "adversarial"
        ]
        known = sum(name.startswith(language) for name in expected.known)
        table.add_row(
            language,
            f"{passed} of {played}",
            f"{expected.floors[language]:.0%}",
            str(known),
            f"{sum(one.passed for one in hostile)} of {len(hostile)}",
            f"{sum(one.safe for one in hostile)} of {len(hostile)}",
        )
    return table


# -- hostile sequences ---------------------------------------------------------------


def hostile(asked: Asked) -> bool:
    """Let the hostile model try everything; nothing may come of it."""
    tally = Tally()
    chunks = [
        (at, min(CHUNK, asked.first + asked.sequences - at))
        for at in range(asked.first, asked.first + asked.sequences, CHUNK)
    ]
    for part in track(
        _run_chunks(chunks, asked.jobs),
        "hostile sequences",
        total=len(chunks),
        console=asked.console,
    ):
        tally.add(part)
    wrong = [f"seed {seed}: {why}" for seed, why in tally.violations]
    if asked.sequences >= MANY_ENOUGH:
        wrong += never_tried(tally, ATTACKS)
    asked.console.print(_attempts(tally))
    asked.console.print(
        f"{tally.sequences} sequences, {tally.calls} tool calls, {tally.orders} orders "
        f"rightly confirmed: {len(tally.violations)} violations"
    )
    return told(asked.console, wrong)


def hostile_chunk(chunk: tuple[int, int]) -> Tally:
    """Run some sequences in this process."""
    logging.disable(logging.CRITICAL)
    first, count = chunk
    tally = Tally()

    async def play() -> None:
        for seed in range(first, first + count):
            await sequence(seed, tally)

    run_virtual(play)
    for seed in range(first, first + count, ON_STAGE):
        played = play_hostile(seed)
        tally.violations += ((seed, f"on stage: {why}") for why in unsafe(played))
        tally.blocked.update(played.blocked)
        tally.sequences += 1
    return tally


def _run_chunks(chunks: list[tuple[int, int]], jobs: int) -> Iterator[Tally]:
    if jobs == 1 or len(chunks) == 1:
        yield from map(hostile_chunk, chunks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(hostile_chunk, chunks)


def _attempts(tally: Tally) -> Table:
    table = Table(title="what was tried, and refused", title_justify="left")
    for column in ("kind", "tried", "refused"):
        table.add_column(column)
    for kind in sorted(ATTACKS):
        table.add_row(kind, str(tally.tried[kind]), str(tally.refused[kind]))
    return table


# -- cassettes -----------------------------------------------------------------------


def record_all(asked: Asked) -> bool:
    """Record every dialogue with every voice, anew."""
    day = asked.day or stamps.now_text()[:10]
    wrong: list[str] = []
    for voice in shelf.VOICES:
        recorded = shelf.record(voice, chosen(asked), day)
        what = f"recording {voice.provider}"
        for language, cassette, unfit in track(
            recorded, what, total=len(LANGUAGES), console=asked.console
        ):
            cassette.save(shelf.path_of(voice, language))
            wrong += unfit
    size = sum(path.stat().st_size for path in shelf.FOLDER.glob("*.gz"))
    asked.console.print(f"{size / 1e6:.2f} MB of cassettes; {shelf.NO_HOSTED}")
    if size > shelf.MAX_BYTES:
        wrong.append(f"{size} bytes are more than {shelf.MAX_BYTES}")
    return told(asked.console, wrong)


def replay_all(asked: Asked) -> bool:
    """Replay every cassette; a miss or a stale one fails."""
    table = Table(title="cassettes", title_justify="left")
    for column in (
        "recorded from",
        "language",
        "day",
        "prompt",
        "played",
        "passed",
        "stale",
        "missing",
    ):
        table.add_column(column)
    wrong: list[str] = []
    dialogues = chosen(asked)
    pairs = [(voice, language) for voice in shelf.VOICES for language in LANGUAGES]
    for voice, language in track(pairs, "cassettes", console=asked.console):
        mine = [one for one in dialogues if one.folder == language]
        try:
            cassette = Cassette.load(shelf.path_of(voice, language))
        except (OSError, ValueError) as exc:
            wrong.append(
                f"{voice.provider}-{language}: no cassette ({type(exc).__name__})"
            )
            continue
        found = shelf.replay(voice, cassette, mine)
        facts = cassette.facts
        table.add_row(
            voice.provider, language, facts["day"], facts["prompt_version"],
            str(found.played), str(found.passed), str(len(found.stale)),
            str(len(found.misses)),
        )  # fmt: skip
        lines = (*found.misses, *found.stale, *found.differs, *found.broken)
        wrong += [f"{voice.provider} {line}" for line in lines]
    asked.console.print(table)
    asked.console.print(shelf.NO_HOSTED)
    return told(asked.console, wrong)


# -- the suite itself ----------------------------------------------------------------


def mutants(asked: Asked) -> bool:
    """Run the mutation test of the suite."""
    report = run_mutants(chosen(asked))
    table = Table(title="planted faults", title_justify="left")
    for column in ("fault", "caught in", "by"):
        table.add_column(column)
    for row in report.rows():
        table.add_row(*map(escape, row))
    asked.console.print(table)
    asked.console.print(report.summary(), markup=False)
    return bool(report.passed)


def told(console: Console, wrong: list[str]) -> bool:
    """Print what is wrong; return whether nothing is."""
    for line in wrong[:SHOWN]:
        console.print(f"  {line}", markup=False, style="red")
    if len(wrong) > SHOWN:
        console.print(f"  ... and {len(wrong) - SHOWN} more")
    return not wrong
