"""The archive process as it is, on a real PostgreSQL, killed where it hurts."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import wave
from contextlib import contextmanager
from functools import partial

import psycopg
import pytest
import redis
import trio
from psycopg.rows import dict_row

from callcore.shared.database.migrate import migrate
from callcore.shared.database.pool import open_database
from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.offload import OneThread
from callcore.shared.recordings.names import name_of
from callcore.shared.sealed.places import caller_place
from callcore.shared.spool.spoolfolder import spools
from callcore.shared.spool.writer import open_spool
from callcore.shared.state.keys import EVENTS_LOG
from tests.callcore.archive.records import (
    a_call,
    closed,
    event,
    handover,
    new_id,
    opened,
)
from tests.kit.keys import DATA_KEYS, RING
from tests.kit.until import until

pytestmark = pytest.mark.integration
MOST = 50_000_000
NOW_S = float(int(time.time()))  # a call of long ago would be given up


class Archive:
    """The process, its data folder and its database."""

    def __init__(self, data_dir, url) -> None:
        self.data_dir, self.url = data_dir, url
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, **settings) -> None:
        keep = {k: v for k, v in os.environ.items() if not k.startswith("CALLCORE_")}
        ours = {
            "CALLCORE_DATABASE_URL": self.url,
            "CALLCORE_DATA_KEYS": DATA_KEYS,
            "CALLCORE_DATA_DIR": str(self.data_dir),
            **settings,
        }
        with (self.data_dir / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "callcore", "archive"],
                env=keep | ours,
                stderr=log,
            )

    def end(self, number=signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(20)

    def ask(self, sql, *values):
        with psycopg.connect(self.url, autocommit=True, row_factory=dict_row) as c:
            return c.execute(sql.encode(), values).fetchall()

    def count(self, table) -> int:
        return len(self.ask(f"SELECT 1 FROM {table}"))

    def log(self) -> str:
        return str((self.data_dir / "log").read_text())

    def figures(self):
        path = self.data_dir / "archive.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def writer(self, name="w1"):
        return open_spool(self.data_dir / "spool", name, MOST, OneThread())


@contextmanager
def an_archive(folder, url):
    archive = Archive(folder, url)
    try:
        yield archive
    finally:
        if archive.process is not None and archive.process.poll() is None:
            archive.end(signal.SIGKILL)


@pytest.fixture
def archive(tmp_path, database_url):
    with an_archive(tmp_path, database_url) as archive:
        yield archive


async def test_records_hand_overs_and_a_recording_arrive_and_the_rest_at_the_end(
    archive, redis_url
):
    archive.start(CALLCORE_REDIS_URL=redis_url)
    call_id = new_id()
    folder = archive.data_dir / "calls" / call_id
    folder.mkdir(parents=True)
    wav = folder / "recording.wav"
    a_wav(wav, seconds=3)
    async with archive.writer() as spool:
        for record in [*a_call(call_id, NOW_S), handover(call_id)]:
            assert spool.put(*record)
        spool.put("recording", {"call_id": call_id, "name": "", "path": str(wav), "ms": 3000})  # fmt: skip
        await until(lambda: archive.ask("SELECT 1 FROM calls WHERE recording <> ''"))
        await until(lambda: not wav.exists())
        await until(lambda: archive.figures().get("delivered"))
        (row,) = archive.ask("SELECT * FROM calls")
        assert row["recording"] == name_of(call_id, NOW_S, "opus")
        assert row["recording_ms"] == 3000
        kept = archive.data_dir / "recordings" / row["recording"]
        assert kept.read_bytes()[:4] == b"OggS"
        assert len(json.loads(kept.with_name(f"{kept.name}.peaks.json").read_text())["channels"]) == 2  # fmt: skip
        await until(lambda: b"operator:handover" in events_of(redis_url))
        late = new_id()
        spool.put(*opened(late, NOW_S))
        assert archive.end() == 0
        assert archive.count("calls") == 2
    # what a worker of an earlier version put in clear was sealed, or is at the next start
    archive.start()
    await until(lambda: not archive.ask("SELECT 1 FROM calls WHERE caller <> ''"))
    archive.end()
    (kept,) = archive.ask("SELECT * FROM call_callers WHERE call_id = %s", call_id)
    assert RING.open(kept["sealed"], caller_place(call_id)) == "+380671234567"
    assert not (archive.data_dir / "archive.json").exists()
    assert "+380671234567" not in archive.log()


def has_more(archive, before):
    return archive.count("call_events") > before


async def test_killed_anywhere_it_delivers_everything_once_and_in_order(archive):
    call_id, words = new_id(), [f"w{n}" for n in range(3000)]
    archive.start()
    async with archive.writer() as spool, trio.open_nursery() as nursery:
        nursery.start_soon(spool.run)
        spool.put(*opened(call_id, NOW_S))
        for n, word in enumerate(words):
            said = event(call_id, n, n / 10, "agent:said", turn=n // 100, text=word, cut=False)  # fmt: skip
            assert spool.put(*said)
            if n % 600 == 300:
                before = archive.count("call_events")
                await until(partial(has_more, archive, before))
                await trio.sleep(random.uniform(0, 0.05))
                archive.end(signal.SIGKILL)
                archive.start()
        spool.put(*closed(call_id))
        nursery.cancel_scope.cancel()
    await until(lambda: archive.ask("SELECT 1 FROM calls WHERE ended_at IS NOT NULL"))
    rows = archive.ask("SELECT agent_text FROM turns ORDER BY turn")
    assert " ".join(row["agent_text"] for row in rows).split() == words
    assert archive.count("call_events") == 3000
    await until(lambda: not spools(archive.data_dir / "spool"))


async def test_the_calls_of_a_killed_writer_are_lost_callers_at_a_human(archive):
    call_id = new_id()
    writer = await trio.lowlevel.open_process(
        [sys.executable, "-c", KILLED, str(archive.data_dir / "spool"), call_id],
        stdout=subprocess.PIPE,
    )
    with trio.fail_after(40):
        assert writer.stdout is not None
        assert await writer.stdout.receive_some(10)
        archive.start()
        await until(lambda: archive.count("calls"))
        assert archive.ask("SELECT outcome FROM calls")[0]["outcome"] == "live"
        writer.kill()
        await writer.wait()
    await until(lambda: archive.ask("SELECT 1 FROM calls WHERE outcome = 'lost'"))
    await until(lambda: not spools(archive.data_dir / "spool"))
    await until(lambda: archive.figures().get("calls_lost") == 1)


KILLED = """
import sys, time, trio
from pathlib import Path
from callcore.shared.offload import OneThread
from callcore.shared.spool.writer import open_spool

async def main():
    async with open_spool(Path(sys.argv[1]), "w1", 10**7, OneThread()) as spool:
        spool.put("call.opened", {"call_id": sys.argv[2], "at": time.time(), "worker": "h:w1:1"})
        print("ready", flush=True)
        await trio.sleep_forever()

trio.run(main)
"""


async def test_a_database_that_dies_and_comes_back_loses_nothing(tmp_path):
    server = EmbeddedPostgres(tmp_path / "pg", {"fsync": "off"})
    (tmp_path / "data").mkdir()
    url = server.start("calls")
    try:
        with an_archive(tmp_path / "data", url) as archive:
            archive.start()
            async with archive.writer() as spool:
                first, second = new_id(), new_id()
                spool.put(*opened(first, NOW_S))
                await until(lambda: "waiting for the database" in archive.log())
                assert "callcore db migrate" in archive.log()
                async with open_database(url) as database:
                    await migrate(database)
                await until(lambda: archive.count("calls") == 1)
                server.process.kill()
                spool.put(*opened(second, NOW_S + 1))
                await until(lambda: "records are not delivered" in archive.log())
                url = server.start("calls")
                archive.url = url
                await until(lambda: archive.count("calls") == 2)
    finally:
        server.stop()
        server.remove()


async def test_a_second_archive_on_one_folder_says_so_and_ends(archive):
    archive.start()
    await until(archive.figures)
    other = Archive(archive.data_dir, archive.url)
    other.start()
    assert other.process is not None
    assert other.process.wait(30) == 1
    assert "another archive process is at work here" in archive.log()


def events_of(redis_url) -> bytes:
    """Return all events of the shared state, as bytes."""
    client = redis.Redis.from_url(redis_url)
    found = client.xrange(EVENTS_LOG)
    client.close()
    return repr(found).encode()


def a_wav(path, seconds, rate=8000):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(random.Random(1).randbytes(seconds * rate * 4))
