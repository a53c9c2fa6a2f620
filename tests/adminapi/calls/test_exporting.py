from __future__ import annotations

import json

import pytest

from adminapi.calls import exporting
from adminapi.calls.shapes import CallsFilter
from callcore.shared.database.pool import open_database
from tests.kit.callrecords import add_call
from tests.kit.keys import RING

pytestmark = pytest.mark.integration


async def text_of(url: str, kind: str, asked: CallsFilter | None = None) -> str:
    async with open_database(url) as database:
        await database.run(
            lambda c: [add_call(c, n, reason=f"=r{n}") for n in range(5)]
        )
        found = exporting.pages(database, asked or CallsFilter(), RING, clear=False)
        pieces = (
            exporting.csv_pieces(found)
            if kind == "csv"
            else exporting.json_pieces(found)
        )
        return b"".join([piece async for piece in pieces]).decode()


async def test_an_export_holds_all_calls_whatever_the_size_of_a_piece(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PIECE", 2)
    told = json.loads(await text_of(database_url, "json"))
    assert [call["reason"] for call in told["items"]] == [
        "=r4",
        "=r3",
        "=r2",
        "=r1",
        "=r0",
    ]
    assert told["cut"] is False


async def test_an_export_that_is_cut_says_so(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PIECE", 2)
    monkeypatch.setattr(exporting, "MOST_EXPORTED", 3)
    told = json.loads(await text_of(database_url, "json"))
    assert (len(told["items"]), told["cut"]) == (3, True)


async def test_a_cut_csv_ends_with_a_line_that_says_so(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_EXPORTED", 3)
    lines = (await text_of(database_url, "csv")).splitlines()
    assert len(lines) == 1 + 3 + 1
    assert lines[-1].startswith('"cut after')


async def test_the_export_of_nothing_is_a_head_line(database_url: str) -> None:
    text = await text_of(database_url, "csv", CallsFilter(language="en"))
    assert text.startswith('"call_id"')
    assert text.count("\r\n") == 1


async def test_what_callers_bring_about_is_no_formula(database_url: str) -> None:
    text = await text_of(database_url, "csv")
    assert '"\'=r0"' in text
    assert '"=r0"' not in text
    assert "+380671234567" not in text
