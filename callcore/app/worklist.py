"""``callcore worklist``: what a human must look at or do, and that it is done.

``callcore worklist [--all] [--phones] [--json]`` prints callbacks that were promised, and
orders that were in doubt with what became of them. ``callcore worklist done ID [--note
TEXT]`` closes one. Phone numbers are masked unless ``--phones`` asks for them. What was
sealed with a key that is not set any more is told as ``unreadable``.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NoReturn

import trio
from rich.console import Console
from rich.table import Table
from rich.text import Text

from callcore.agent.desk import DeskError
from callcore.app.keys import ring_of
from callcore.shared import stamps
from callcore.shared.config import ConfigError
from callcore.shared.database.pool import open_database
from callcore.shared.ids import CallId
from callcore.shared.observe.pii import mask
from callcore.shared.offload import run_inline
from callcore.shared.sealed.form import UNREADABLE
from callcore.shared.settings import Config
from callcore.shared.worklist.files import open_worklist, read_items
from callcore.shared.worklist.item import Item, item_record
from callcore.shared.worklist.port import Worklist, WorklistError
from callcore.shared.worklist.sealing import SealedWorklist, opened
from callcore.shared.worklist.twice import TwiceWorklist

log = logging.getLogger(__name__)
FOLDER: Final = "worklist"  # below the data folder
WRITER: Final = "desk"  # the name of this command's own journal
COUNT_S: Final = 60.0  # between two looks at how much waits
_LAST_DIGITS: Final = 2
_PIPE_WIDTH: Final = 160

TO_DO: Final[dict[str, str]] = {
    "confirmed": "confirmed, but the caller does not know: tell him",
    "perhaps-unheard": "confirmed; the call broke off: make sure that he knows",
    "cancelled": "cancelled, though he had said yes: call him",
    "cancelled-as-wished": "cancelled as he wished, but he does not know: tell him",
    "not-cancelled": "still binding, though he wanted it cancelled: decide with him",
    "not-by-us": "binding, but he never agreed on the phone: look at it",
    "contradiction": "the shop calls it a draft after confirming it: look at it",
    "lost": "the shop does not know it, though he had said yes: call him",
    "unsettled": "the shop did not answer for a day: look at it",
    "broken-off": "a draft, cancelled; the call broke off: ask whether he wants it",
    "draft-cancelled": "a draft of which nobody knew; it was cancelled",
}


class WorklistDesk:
    """A :class:`~callcore.agent.desk.Desk` whose notes go onto the worklist."""

    def __init__(self, worklist: Worklist) -> None:
        self._worklist = worklist

    async def note_callback(
        self, call_id: CallId, phone: str, about: str, when: str
    ) -> None:
        """See :class:`~callcore.agent.desk.Desk`."""
        item = Item(
            id=uuid.uuid4().hex[:10],
            at_s=stamps.now_s(),
            call_id=call_id,
            kind="callback",
            reason="callback",
            phone=phone,
            about=about,
            when=when,
        )
        try:
            await self._worklist.add(item)
        except WorklistError as error:
            raise DeskError(str(error)) from error


def folder_of(config: Config) -> Path:
    """Return where the journals are."""
    return config.data_dir / FOLDER


def run(config: Config, arguments: Sequence[str]) -> int:
    """Run one command; return the exit code. A wrong command line exits with 2."""
    asked = _parser().parse_args(list(arguments))
    try:
        if asked.command == "done":
            return trio.run(_close, config, asked.id, asked.note)
        items = trio.run(_items, config)
    except ConfigError as error:
        return _complain(str(error))
    except WorklistError as error:
        done = "written" if asked.command == "done" else "read"
        return _complain(f"the worklist cannot be {done}: {error}.")
    _show([i for i in items if asked.all or i.state == "open"], asked)
    return 0


async def _items(config: Config) -> Sequence[Item]:
    if not config.database_url:
        ring = ring_of(config)
        try:
            return [opened(item, ring) for item in read_items(folder_of(config))]
        except OSError as error:
            raise WorklistError(error.strerror or "disk") from None
    async with _opened(config) as worklist:
        return await worklist.items()


async def _close(config: Config, item_id: str, note: str) -> int:
    async with _opened(config) as worklist:
        if not await worklist.close(item_id, note):
            return _complain("there is no such item.")
    sys.stdout.write(f"{item_id} is done.\n")
    return 0


@asynccontextmanager
async def _opened(config: Config) -> AsyncIterator[Worklist]:
    """Open what the workers write to: PostgreSQL and the files, or the files alone."""
    folder, ring = folder_of(config), ring_of(config)
    async with open_worklist(folder, WRITER, run_inline, stamps.now_s, ring) as files:
        if not config.database_url:
            yield SealedWorklist(files, ring)
            return
        async with open_database(config.database_url, connections=1) as database:
            twice = TwiceWorklist(database, files, stamps.now_s)
            yield SealedWorklist(twice, ring)


def _show(items: Sequence[Item], asked: argparse.Namespace) -> None:
    if asked.json:
        shown = [item_record(item) | _masked(item, asked) for item in items]
        sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")
    elif not items:
        sys.stdout.write("Nothing is to be done.\n")
    else:
        console = Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH)
        console.print(_table(items, asked))


def _masked(item: Item, asked: argparse.Namespace) -> dict[str, object]:
    if asked.phones:
        return {}
    return {"phone": masked(item.phone), "about": mask(item.about)}


def _table(items: Sequence[Item], asked: argparse.Namespace) -> Table:
    table = Table(title="Worklist")
    for name in ("id", "since (UTC)", "what", "order", "phone", "about", "call"):
        table.add_column(name, overflow="fold")
    for item in items:
        cells = (
            item.id,
            stamps.utc_text(item.at_s)[:16].replace("T", " "),
            _what(item),
            item.order_id,
            item.phone if asked.phones else masked(item.phone),
            _about(item, phones=asked.phones),
            item.call_id,
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _what(item: Item) -> str:
    what = (
        "call back" if item.kind == "callback" else TO_DO.get(item.reason, item.reason)
    )
    if item.state == "done":
        what += f" [done{': ' + item.note if item.note else ''}]"
    return what


def _about(item: Item, *, phones: bool) -> str:
    text = f"{item.about} ({item.when})" if item.when else item.about
    return text if phones else mask(text)


def masked(phone: str) -> str:
    """Return a phone number as stars and its last two digits."""
    if phone == UNREADABLE:
        return phone
    shown = phone[-_LAST_DIGITS:]
    return "*" * (len(phone) - len(shown)) + shown


async def keep_count(worklist: Worklist, show: Callable[[float], object]) -> NoReturn:
    """Show how much waits for a human; all workers read the same list and say the same."""
    is_away = False  # told once an outage
    while True:
        try:
            show(await worklist.open_items())
        except WorklistError:
            if not is_away:
                log.warning("the worklist cannot be read")
            is_away = True
        else:
            is_away = False
        await trio.sleep(COUNT_S)


def _complain(sentence: str) -> int:
    sys.stderr.write(f"callcore: {sentence}\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("callcore worklist", description=__doc__)
    parser.add_argument("--all", action="store_true", help="what is done, too")
    parser.add_argument("--phones", action="store_true", help="phone numbers in full")
    parser.add_argument("--json", action="store_true", help="for programs")
    commands = parser.add_subparsers(dest="command")
    done = commands.add_parser("done", help="close an item")
    done.add_argument("id")
    done.add_argument("--note", default="", metavar="TEXT", help="what was done")
    return parser
