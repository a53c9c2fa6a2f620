"""``callcore rollout``: try another speech engine on a share of the callers.

Every change needs ``--by NAME`` and ``--why TEXT``, is written into the audit log first,
and reaches the workers within two seconds. Only this command resumes what was rolled back.
"""

from __future__ import annotations

import argparse
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

import trio
from rich.console import Console

from callcore.app.rolloutview import log_view, print_view, view_of
from callcore.shared import stamps
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import open_database
from callcore.shared.observe.pii import mask
from callcore.shared.offload import run_inline
from callcore.shared.rollout import changes, plantable
from callcore.shared.rollout.armfiles import merged
from callcore.shared.rollout.book import ANY, BookError, FileBook, RolloutBook
from callcore.shared.rollout.buckets import buckets_of_percent
from callcore.shared.rollout.changes import Signature, Trial
from callcore.shared.rollout.counters import Tally
from callcore.shared.rollout.databasebook import DatabaseBook
from callcore.shared.rollout.limits import Limits, limits_of_untrusted
from callcore.shared.rollout.plan import ARMS, NO_PLAN, PlanError, RolloutPlan
from callcore.shared.settings import Config

FOLDER: Final = "rollout"  # below the data folder
ENGINES: Final = ("google", "openai", "whisper", "scripted")
_LOG_LINES: Final = 50
_PIPE_WIDTH: Final = 140

Change = Callable[[RolloutPlan, Signature], RolloutPlan]
Counted = Callable[[int], Awaitable[Tally]]


def folder_of(config: Config) -> Path:
    """Return where plan, log and counters are."""
    return config.data_dir / FOLDER


def run(config: Config, arguments: Sequence[str]) -> int:
    """Run one command; return the exit code. A wrong command line exits with 2."""
    asked = _parser().parse_args(list(arguments))
    try:
        return trio.run(_obey, asked, config)
    except (BookError, PlanError) as error:
        sys.stderr.write(f"callcore: {error}\n")
        return 1


async def _obey(asked: argparse.Namespace, config: Config) -> int:
    async with _opened(config) as (book, counted):
        if asked.command == "show":
            plan = await book.read()
            tally = await counted(plan.since if plan is not None else 0)
            print_view(view_of(plan, tally), _console())
        elif asked.command == "log":
            print_view(log_view(await book.history(_LOG_LINES)), _console())
        else:
            await _change(asked, config, book)
    return 0


@asynccontextmanager
async def _opened(config: Config) -> AsyncIterator[tuple[RolloutBook, Counted]]:
    """Open the book that the workers read, and what sums their counters."""
    folder = folder_of(config)
    if not config.database_url:

        async def counted_here(since: int) -> Tally:
            return await run_inline(lambda: merged(folder, since))

        yield FileBook(folder, run_inline), counted_here
        return
    async with open_database(config.database_url, connections=1) as database:

        async def counted(since: int) -> Tally:
            try:
                return await database.run(
                    lambda found: plantable.tally_of(found, since)
                )
            except DatabaseError as error:
                raise BookError(f"the database does not answer: {error}.") from None

        yield DatabaseBook(database), counted


async def _change(asked: argparse.Namespace, config: Config, book: RolloutBook) -> None:
    signed = Signature(asked.by, mask(asked.why), stamps.now_text())
    if asked.command == "start":
        _refuse_engine(asked.engine, config)
    if asked.command == "stop":
        plan = await _stop(book, signed)
    else:
        plan = await _step(book, _CHANGES[asked.command](asked), signed)
    told = f"version {plan.version}: {plan.engine or 'no engine'} is {plan.status}.\n"
    sys.stdout.write(told)


async def _step(book: RolloutBook, change: Change, signed: Signature) -> RolloutPlan:
    found = await book.read()
    before = NO_PLAN if found is None else found
    after = change(before, signed)
    await book.change(after, before.version)
    return after


async def _stop(book: RolloutBook, signed: Signature) -> RolloutPlan:
    """Stop, also what can no longer be read: workers go on with the last good plan."""
    try:
        return await _step(book, changes.stopped, signed)
    except BookError:
        known = await book.history(1)
        after = changes.stopped(known[-1].after if known else NO_PLAN, signed)
        await book.change(after, ANY)
        return after


def _refuse_engine(engine: str, config: Config) -> None:
    """Raise :exc:`PlanError` for an engine that the workers do not have on trial."""
    if config.stt_candidate != engine:
        known = config.stt_candidate or "none"
        raise PlanError(
            f"the workers have {known} on trial; set CALLCORE_STT_CANDIDATE={engine} "
            "for them and for this command."
        )


def _start(asked: argparse.Namespace) -> Change:
    name = asked.name or f"{asked.engine}-{stamps.now_text()[:10]}"
    salt = uuid.uuid4().hex
    trial = Trial(
        name, salt, asked.engine, asked.percent, asked.shadow, _limits(asked.limit)
    )
    return lambda plan, signed: changes.started(plan, trial, signed)


def _limits(pairs: Sequence[str]) -> Limits:
    raw: dict[str, object] = dict(asdict(Limits()))
    try:
        for pair in pairs:
            name, _, value = pair.partition("=")
            raw[name] = int(value) if name == "least_n" else float(value)
        return limits_of_untrusted(raw)
    except ValueError as error:
        raise PlanError(f"--limit {error}") from None


_CHANGES: Final[dict[str, Callable[[argparse.Namespace], Change]]] = {
    "start": _start,
    "widen": lambda asked: (
        lambda plan, signed: changes.widened(plan, asked.percent, asked.shadow, signed)
    ),
    "resume": lambda asked: (
        lambda plan, signed: changes.resumed(plan, asked.percent, asked.shadow, signed)
    ),
    "force": lambda asked: (
        lambda plan, signed: changes.forced(plan, asked.number, asked.arm, signed)
    ),
    "unforce": lambda asked: (
        lambda plan, signed: changes.unforced(plan, asked.number, signed)
    ),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("callcore rollout", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("show", help="the plan, and how both arms do")
    commands.add_parser("log", help="who changed what, when and why")
    start = _signed(commands, "start", "try an engine")
    start.add_argument("engine", choices=ENGINES)
    _shares(start, shadow=0)
    start.add_argument("--name", default="", help="of the experiment")
    start.add_argument(
        "--limit",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="of the guard",
    )
    widen = _signed(commands, "widen", "set the share of callers, up or down")
    widen.add_argument("percent", type=_percent)
    widen.add_argument("--shadow", type=_percent, default=None)
    _signed(commands, "stop", "everybody has control again")
    resume = _signed(commands, "resume", "go on after a rollback, with new counters")
    _shares(resume, shadow=0)
    force = _signed(commands, "force", "give one number always the same arm")
    force.add_argument("number")
    force.add_argument("arm", choices=ARMS)
    unforce = _signed(commands, "unforce", "decide about a number by its bucket again")
    unforce.add_argument("number")
    return parser


def _signed(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, about: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=about)
    parser.add_argument("--by", required=True, metavar="NAME", help="who changes it")
    parser.add_argument("--why", required=True, metavar="TEXT", help="what for")
    return parser


def _shares(parser: argparse.ArgumentParser, shadow: int) -> None:
    parser.add_argument("--percent", type=_percent, required=True, help="of callers")
    parser.add_argument("--shadow", type=_percent, default=shadow, help="of calls")


def _percent(text: str) -> int:
    try:
        return buckets_of_percent(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _console() -> Console:
    """Return where to print: a terminal as it is, a pipe wide and without colours."""
    return Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH)
