from __future__ import annotations

import json
import os
from pathlib import Path

import httpx
import pytest

from callcore.shared.database.pool import one
from callcore.shared.ids import CallId
from callcore.shared.journalfile import JournalFile
from callcore.shared.offload import run_inline
from callcore.shared.worklist import table, twice
from callcore.shared.worklist.files import open_worklist
from callcore.shared.worklist.item import Item, item_record
from callcore.shared.worklist.twice import TwiceWorklist
from callcore.store import outboxtable, outboxtwice
from callcore.store.outbox import opened
from callcore.store.outboxbook import answer_record, begin_record, over_record
from callcore.store.outboxport import Entry
from callcore.store.outboxtwice import TwiceLog
from chaos.cuts.knife import Knife, install, kind_of
from tests.kit.inlinedatabase import InlineDatabase, open_inline

KEY = begin_record(Entry("op", "key", 1.0, "call", "confirm", "123456"))  # type: ignore[arg-type]
NOTE = answer_record("op", "123456", "confirmed", late=False)


class Killed(BaseException):
    """Instead of the end of the test's own process."""


def die() -> None:
    raise Killed


@pytest.fixture
def whole(monkeypatch):
    """Whatever a knife was put around is as before after the test."""
    monkeypatch.setattr(JournalFile, "append", JournalFile.append)
    monkeypatch.setattr(os, "pwrite", os.pwrite)
    monkeypatch.setattr(TwiceLog, "write", TwiceLog.write)
    monkeypatch.setattr(outboxtable, "save", outboxtable.save)
    monkeypatch.setattr(TwiceWorklist, "add", TwiceWorklist.add)
    monkeypatch.setattr(table, "insert", table.insert)
    transport = httpx.AsyncHTTPTransport
    monkeypatch.setattr(
        transport, "handle_async_request", transport.handle_async_request
    )


def written(folder: Path, moment: str) -> list[str]:
    """Write a key and its answer under the knife; return what is on the disk then."""
    install(Knife(moment, die))
    file = JournalFile(folder / "w1.jsonl")
    file.open()
    try:
        for record in (KEY, NOTE):
            file.append(json.dumps(record), durable=True)
    except Killed:
        moment = ""
    file.close()
    assert not moment, "the cut was not reached"
    again = JournalFile(folder / "w1.jsonl")
    lines = again.open()
    again.close()
    return lines


@pytest.mark.parametrize(
    ("moment", "lines"),
    [
        ("before-key:confirm", 0),
        ("torn-key:confirm", 0),
        ("after-key:confirm", 1),
        ("before-note:confirm", 1),
        ("torn-note:confirm", 1),
        ("after-note:confirm", 2),
    ],
)
def test_the_journal_is_cut_where_it_is_said(
    tmp_path: Path, whole, moment: str, lines: int
) -> None:
    assert len(written(tmp_path, moment)) == lines


async def write_rows(database: InlineDatabase, folder: Path) -> None:
    log = TwiceLog(database, folder / "box", "w1", run_inline, 60.0)
    async with (
        opened(log, lambda: 1.0) as outbox,
        open_worklist(folder / "list", "w1", run_inline, lambda: 1.0) as files,
    ):
        await outbox.key_of("op", CallId("call"), "create", "")
        worklist = TwiceWorklist(database, files, lambda: 1.0)
        await worklist.add(Item("id", 1.0, "call", "order"))


@pytest.mark.integration
@pytest.mark.parametrize(
    ("moment", "rows"),
    [
        ("before-key:create", 0),
        ("torn-key:create", 0),
        ("after-key:create", 1),
        ("before-item:item", 1),
        ("torn-item:item", 1),
        ("after-item:item", 2),
    ],
)
async def test_rows_are_cut_where_it_is_said(
    database_url: str, tmp_path: Path, whole, monkeypatch, moment: str, rows: int
) -> None:
    monkeypatch.setattr(twice, "SAVE_S", 20.0)
    monkeypatch.setattr(outboxtwice, "SAVE_S", 20.0)
    install(Knife(moment, die))
    async with open_inline(database_url) as database:
        with pytest.raises(Killed):
            await write_rows(database, tmp_path)
        found = await database.run(
            lambda found: one(
                found,
                "SELECT (SELECT count(*) FROM outbox) + "
                "(SELECT count(*) FROM worklist) AS rows",
            )
        )
    assert found == {"rows": rows}


def test_each_line_has_its_name() -> None:
    knife = Knife("")
    names = [
        knife.line(json.dumps(record))
        for record in (
            KEY,
            NOTE,
            over_record("call", "ended", 1.0),  # type: ignore[arg-type]
            {"settled": "call"},
            item_record(Item("id", 1.0, "call", "order")),
            {"close": "id"},
        )
    ]
    assert names == [
        "key:confirm",
        "note:confirm",
        "over:over",
        "settled:settled",
        "item:item",
        "other:other",
    ]


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/orders", "create"),
        ("POST", "/orders/123456/confirm", "confirm"),
        ("DELETE", "/orders/123456", "cancel"),
        ("GET", "/orders/123456", "look"),
    ],
)
def test_each_request_has_its_kind(method: str, path: str, kind: str) -> None:
    assert kind_of(method, path) == kind


def test_another_moment_does_nothing() -> None:
    Knife("after-key:confirm", die).at("after-key:create")
    Knife("", die).at("after-key:create")
    with pytest.raises(Killed):
        Knife("after-key:create", die).at("after-key:create")
