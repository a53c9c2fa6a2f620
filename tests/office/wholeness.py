"""What it means that nothing of a call was lost, and nothing came twice."""

from __future__ import annotations

from typing import Any

from tests.kit.officehouse import OfficeHouse


async def check_whole(house: OfficeHouse, call_id: str, outcome: str = "ended") -> None:
    """Compare a call in PostgreSQL with the journal that its worker wrote."""
    journal = house.journal(call_id)
    assert journal
    assert await house.recorded(call_id) == journal
    row = await house.call_row(call_id)
    assert row["outcome"] == outcome
    await _check_turns(house, call_id, journal)
    if outcome != "lost":
        await _check_ledger(house, call_id, journal[-1]["tokens"])


async def _check_turns(
    house: OfficeHouse, call_id: str, journal: list[dict[str, Any]]
) -> None:
    """All words are there in order, and the measures of every answered turn."""
    turns = await house.servers.ask(
        "SELECT * FROM turns WHERE call_id = %s ORDER BY turn", call_id
    )
    for who in ("caller", "agent"):
        said = [turn[f"{who}_text"] for turn in turns if turn[f"{who}_text"]]
        assert " ".join(said) == " ".join(filter(None, house.said(call_id, who)))
    measured = [turn["turn"] for turn in turns if turn["total_ms"] is not None]
    assert measured == [one["turn"] for one in journal if one["event"] == "call:turn"]


async def _check_ledger(house: OfficeHouse, call_id: str, tokens: int) -> None:
    """The call counted its tokens itself; they are in no other line."""
    lines = await house.servers.ask(
        "SELECT (record->>'quantity')::int AS tokens FROM ledger"
        " WHERE call_id = %s AND component = 'llm'",
        call_id,
    )
    assert tokens > 0
    assert sum(line["tokens"] for line in lines) == tokens
