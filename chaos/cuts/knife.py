"""SIGKILL to oneself at a named moment, put around the journal and the wire from outside.

Moments are ``point:kind``, see points.py: ``before-key:confirm`` is just before the key of
a confirmation is written, ``after-send:cancel`` when the last byte of a cancellation has
left and nothing of the answer has been read, ``after-loss`` when the shop has gone instead.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from typing import Any, Final

import httpx

from callcore.shared import journalfile
from callcore.shared.journalfile import JournalFile
from callcore.shared.worklist import table as worklisttable
from callcore.shared.worklist.item import Item
from callcore.shared.worklist.twice import TwiceWorklist
from callcore.store import outboxtable
from callcore.store.outboxlog import Change
from callcore.store.outboxtwice import TwiceLog

_SENT: Final = "http11.send_request_body.complete"
_ANSWERED: Final = "http11.receive_response_body.complete"

Kill = Callable[[], None]


class Knife:
    """Ends this process at one moment, and does nothing at all others."""

    def __init__(self, moment: str, kill: Kill | None = None) -> None:
        self.moment = moment
        self._kill = kill or _kill_oneself
        self._kinds: dict[str, str] = {}  # of the operations whose keys were written
        self.tearing = False  # the transaction that runs now is not to be committed

    def at(self, moment: str) -> None:
        """Die if it is this moment."""
        if moment == self.moment:
            self._kill()

    def is_at(self, moment: str) -> bool:
        """Say whether it is this moment."""
        return moment == self.moment

    def line(self, text: str) -> str:
        """Return what a line of a journal is: ``key:confirm``, ``note:create``, ..."""
        record: dict[str, Any] = json.loads(text)
        if "op" in record and "key" in record:
            self._kinds[record["op"]] = record["kind"]
            return f"key:{record['kind']}"
        if record.get("done") is True:
            return f"note:{self._kinds.get(record['op'], '')}"
        for word, name in (("settled", "settled"), ("over", "over"), ("kind", "item")):
            if word in record:
                return f"{name}:{name}"
        return "other:other"


def kind_of(method: str, path: str) -> str:
    """Return what a request to the shop does."""
    if method == "DELETE":
        return "cancel"
    if method == "POST":
        return "confirm" if path.endswith("/confirm") else "create"
    return "look"


def install(knife: Knife) -> None:
    """Put the knife around all that this process writes and sends, for good."""
    _around_journals(knife)
    _around_outbox_rows(knife)
    _around_worklist_rows(knife)
    _around_requests(knife)


def _around_journals(knife: Knife) -> None:
    real = JournalFile.append

    def append(self: JournalFile, text: str, *, durable: bool) -> None:
        what = knife.line(text)
        knife.at(f"before-{what}")
        if knife.is_at(f"torn-{what}"):
            _tear(knife)
        real(self, text, durable=durable)
        knife.at(f"after-{what}")

    JournalFile.append = append  # type: ignore[method-assign]


def _tear(knife: Knife) -> None:
    """Let the next write break off half-way, as a crash would."""
    real = os.pwrite

    def pwrite(fd: int, data: bytes, offset: int) -> int:
        real(fd, data[: len(data) // 2], offset)
        knife.at(knife.moment)
        return len(data)

    journalfile.os.pwrite = pwrite  # type: ignore[attr-defined]


def _around_outbox_rows(knife: Knife) -> None:
    real, save = TwiceLog.write, outboxtable.save

    async def write(self: TwiceLog, change: Change, *, durable: bool) -> None:
        for known in change.whole:  # keys that another process wrote
            knife.line(json.dumps(known))
        what = knife.line(json.dumps(change.new[0]))
        knife.at(f"before-{what}")
        knife.tearing = knife.is_at(f"torn-{what}")
        await real(self, change, durable=durable)
        knife.at(f"after-{what}")

    def saved(*arguments: Any) -> int | None:  # noqa: ANN401 - as they are
        result = save(*arguments)
        if knife.tearing:
            knife.at(knife.moment)
        return result

    TwiceLog.write = write  # type: ignore[method-assign]
    outboxtable.save = saved  # type: ignore[assignment]


def _around_worklist_rows(knife: Knife) -> None:
    real, insert = TwiceWorklist.add, worklisttable.insert

    async def add(self: TwiceWorklist, item: Item) -> None:
        knife.at("before-item:item")
        await real(self, item)
        knife.at("after-item:item")

    def inserted(*arguments: Any) -> None:  # noqa: ANN401 - as they are
        insert(*arguments)
        knife.at("torn-item:item")

    TwiceWorklist.add = add  # type: ignore[method-assign]
    worklisttable.insert = inserted  # type: ignore[assignment]


def _around_requests(knife: Knife) -> None:
    real = httpx.AsyncHTTPTransport.handle_async_request

    async def handle(
        self: httpx.AsyncHTTPTransport, request: httpx.Request
    ) -> httpx.Response:
        kind = kind_of(request.method, request.url.path)

        async def trace(event: str, _info: object) -> None:
            if event == _SENT:
                knife.at(f"after-send:{kind}")
            elif event == _ANSWERED:
                knife.at(f"after-reply:{kind}")

        knife.at(f"before-send:{kind}")
        request.extensions = {**request.extensions, "trace": trace}
        try:
            return await real(self, request)
        except httpx.TransportError:
            knife.at(f"after-loss:{kind}")
            raise

    httpx.AsyncHTTPTransport.handle_async_request = handle  # type: ignore[method-assign]


def _kill_oneself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
