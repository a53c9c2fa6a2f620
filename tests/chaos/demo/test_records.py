"""What was kept of a call is read back as the archive has written it."""

from __future__ import annotations

import json
import uuid

import pytest
import trio

from callcore.shared.costs.usagerecords import CallFacts, line_of
from callcore.shared.database.pool import open_database
from chaos.demo import records
from chaos.demo.records import record_lines, wait_kept
from tests.chaos.demo.test_spending import HEARD, spent

pytestmark = pytest.mark.integration


@pytest.fixture
def database(database_url, monkeypatch):
    monkeypatch.setattr(records, "database_url", lambda _data_dir: database_url)
    return database_url


async def write(url, call_id, *, ended=True, recording=""):
    def work(connection):
        connection.execute(
            "INSERT INTO calls (call_id, started_at, ended_at, duration_ms, language, "
            "outcome, reason, turns, recording) VALUES (%s, now(), "
            "CASE WHEN %s THEN now() END, 61000, 'uk', 'ended', 'goodbye', 5, %s)",
            (call_id, ended, recording),
        )
        for one in spent(HEARD):
            fields = json.loads(line_of(one))
            connection.execute(
                "INSERT INTO ledger (line_id, at, call_id, component, provider, model, "
                "units, record) VALUES (%s, now(), %s, 'stt', 'google', 'm', '{}', %s)",
                (str(uuid.uuid4()), call_id, json.dumps(fields)),
            )

    async with open_database(url) as pool:
        await pool.run(work)


async def test_a_call_that_is_whole_is_told_with_its_usage_and_its_recording(
    database, tmp_path
):
    call_id = str(uuid.uuid4())
    await write(database, call_id, recording="2026-11-23/x.wav")
    with trio.fail_after(10):
        kept = await wait_kept(tmp_path, call_id, recorded=True)
    assert kept is not None
    assert kept.recording == tmp_path / "recordings" / "2026-11-23/x.wav"
    assert kept.spent == spent(HEARD)
    assert isinstance(kept.usage[-1], CallFacts)
    assert (kept.usage[-1].duration_ms, kept.usage[-1].language) == (61_000, "uk")
    assert "ended, goodbye: 5 turns" in "\n".join(record_lines(kept))


async def test_it_waits_for_the_end_of_a_call_and_for_its_recording(
    database, tmp_path, monkeypatch
):
    monkeypatch.setattr(records, "KEPT_S", 0.3)
    live, mute = str(uuid.uuid4()), str(uuid.uuid4())
    await write(database, live, ended=False)
    await write(database, mute)
    found = await wait_kept(tmp_path, mute, recorded=False)
    assert found is not None
    assert records._is_whole(found, recorded=False)
    for call_id in (live, mute):
        kept = await wait_kept(tmp_path, call_id, recorded=True)
        assert kept is not None
        assert not records._is_whole(kept, recorded=True)


async def test_a_call_that_nobody_knows_is_none(database, tmp_path, monkeypatch):
    monkeypatch.setattr(records, "KEPT_S", 0.3)
    assert await wait_kept(tmp_path, str(uuid.uuid4()), recorded=False) is None
