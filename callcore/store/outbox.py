"""Idempotency keys that survive a crash: written and fsynced before the first send.

One file belongs to one process (an exclusive lock says so). Each line is::

    crc32 as 8 hex digits, space, JSON object, newline

``{"op": digest, "key": key, "at": unix seconds, ...}`` says that an operation is about
to be sent, ``{"op": digest, "done": true}`` that the shop has answered it. A torn or
damaged line is dropped and counted; a torn last line is cut off.

The digest names the logical operation (call, lines, contact). Phone and name are in it
only as part of a hash: the key is all that a retry needs, the shop holds the rest.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

import trio

from callcore.shared.ids import CallId
from callcore.shared.offload import RunSync
from callcore.store.journalfile import JournalFile
from callcore.store.port import OrderLine

KEEP_S: Final = 24 * 3600.0  # a shop remembers its keys for a day at most
MAX_ENTRIES: Final = 20_000  # some 5 MB; a worker takes a few hundred orders a day
COMPACT_AFTER_LINES: Final = 4 * MAX_ENTRIES
CLEANUP_S: Final = 1.0

log = logging.getLogger(__name__)
T = TypeVar("T")


class OutboxError(Exception):
    """The key could not be made durable, so nothing may be sent."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation that was, or was about to be, sent."""

    op: str
    key: str
    at_s: float  # unix time
    call_id: str
    kind: str  # create, confirm
    what: str  # the order's id, or its lines: nothing personal
    done: bool = False


def create_digest(
    call_id: CallId, lines: Sequence[OrderLine], phone: str, name: str
) -> str:
    """Return the name of the logical order; the order of lines does not matter."""
    pairs = sorted((line.product_id, line.quantity) for line in lines)
    return _digest("create", call_id, pairs, phone, name)


def confirm_digest(call_id: CallId, order_id: str) -> str:
    """Return the name of the confirmation of one order."""
    return _digest("confirm", call_id, order_id)


class Outbox:
    """The keys of one worker. Open it with :func:`open_outbox`."""

    def __init__(
        self, file: JournalFile, run_sync: RunSync, now_s: Callable[[], float]
    ) -> None:
        self._file = file
        self._run_sync = run_sync
        self._now_s = now_s
        self._entries: dict[str, Entry] = {}
        self._writing = trio.Lock()  # one file, one cursor; waiters are served in order
        self.damaged_lines = 0  #: seen when the file was read

    async def load(self) -> None:
        """Read the file and compact it. Raises :exc:`OutboxError`."""
        lines = await self._guarded(self._file.open)
        for line in lines:
            self._replay(line)
        self.damaged_lines = self._file.damaged_lines
        if self.damaged_lines:
            log.warning("outbox lines damaged", extra={"count": self.damaged_lines})
        await self._compact()

    async def key_of(self, digest: str, call_id: CallId, kind: str, what: str) -> str:
        """Return the operation's key, durable by the time this returns.

        Cancel-safe: cancelled before the write nothing happened, and a write that began
        is finished. Raises :exc:`OutboxError` if the disk does not take it.
        """
        async with self._writing:
            known = self._entries.get(digest)
            if known is not None:
                return known.key
            key = str(uuid.uuid4())
            entry = Entry(digest, key, self._now_s(), call_id, kind, what)
            await self._append(_written(entry), durable=True)
            self._entries[digest] = entry
            return key

    async def done(self, digest: str) -> None:
        """Note that the shop has answered. Not fsynced: losing it costs a safe retry."""
        async with self._writing:
            entry = self._entries.get(digest)
            if entry is None or entry.done:
                return
            self._entries[digest] = replace(entry, done=True)
            await self._append({"op": digest, "done": True}, durable=False)

    def pending(self) -> list[Entry]:
        """Return what was sent and never answered, oldest first: a human's work list."""
        return [entry for entry in self._entries.values() if not entry.done]

    async def aclose(self) -> None:
        """Close the file and release its lock."""
        await self._run_sync(self._file.close)

    async def _append(self, record: dict[str, object], *, durable: bool) -> None:
        if self._file.lines >= COMPACT_AFTER_LINES or len(self._entries) >= MAX_ENTRIES:
            await self._compact()
        text = json.dumps(record, ensure_ascii=True, separators=(",", ":"))
        await self._guarded(lambda: self._file.append(text, durable=durable))

    async def _compact(self) -> None:
        kept = self._worth_keeping()
        lines = [_line for entry in kept for _line in _lines_of(entry)]
        await self._guarded(lambda: self._file.rewrite(lines))
        self._entries = {entry.op: entry for entry in kept}

    def _worth_keeping(self) -> list[Entry]:
        oldest = self._now_s() - KEEP_S
        fresh = [entry for entry in self._entries.values() if entry.at_s >= oldest]
        room = MAX_ENTRIES // 2  # so that a full outbox is not compacted per order
        if len(fresh) > room:
            log.warning("outbox full", extra={"dropped": len(fresh) - room})
        return fresh[-room:]

    def _replay(self, line: str) -> None:
        entry = _read_untrusted(line)
        if isinstance(entry, Entry):
            self._entries[entry.op] = entry
        elif entry in self._entries:
            self._entries[entry] = replace(self._entries[entry], done=True)

    async def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return await self._run_sync(work)
        except OSError as exc:
            raise OutboxError(exc.strerror or "write") from exc


def _lines_of(entry: Entry) -> list[str]:
    records = [_written(entry)]
    if entry.done:
        records.append({"op": entry.op, "done": True})
    return [json.dumps(record, separators=(",", ":")) for record in records]


def _written(entry: Entry) -> dict[str, object]:
    return {
        "op": entry.op,
        "key": entry.key,
        "at": entry.at_s,
        "call": entry.call_id,
        "kind": entry.kind,
        "what": entry.what,
    }


def _read_untrusted(line: str) -> Entry | str:
    """Return an entry, or the digest of an operation that is done ('' for neither)."""
    try:
        raw = json.loads(line)
        if raw.get("done") is True:
            return str(raw["op"])
        texts = [str(raw[field]) for field in ("op", "key", "call", "kind", "what")]
        op, key, call_id, kind, what = texts
        return Entry(op, key, float(raw["at"]), call_id, kind, what)
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def _digest(*parts: object) -> str:
    text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@asynccontextmanager
async def open_outbox(
    path: Path, run_sync: RunSync, now_s: Callable[[], float]
) -> AsyncIterator[Outbox]:
    """Open the outbox of one process at ``path``; ``now_s`` is the wall clock.

    Raises :exc:`OutboxError` if another process holds the file or it cannot be read.
    """
    outbox = Outbox(JournalFile(path), run_sync, now_s)
    try:
        await outbox.load()
        yield outbox
    finally:
        with trio.move_on_after(CLEANUP_S, shield=True):
            await outbox.aclose()
