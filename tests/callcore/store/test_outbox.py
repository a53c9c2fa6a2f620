from __future__ import annotations

import os
import zlib
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import trio

from callcore.shared.ids import CallId
from callcore.shared.offload import run_inline as inline
from callcore.store.outbox import KEEP_S, DurableOutbox, open_outbox
from callcore.store.outboxlog import MAX_ENTRIES
from callcore.store.outboxport import OutboxError
from tests.callcore.store.outboxcontract import (
    CALL,
    CANCEL,
    CREATE,
    OTHER,
    WISH,
    OutboxContract,
    Wall,
)

START_S = 60.0
GOLDEN = Path(__file__).parent / "golden" / "outbox-v1.jsonl"


def exists(path: Path) -> bool:
    return path.exists()


def content(path: Path) -> bytes:
    return path.read_bytes()


def overwrite(path: Path, data: bytes) -> None:
    path.write_bytes(data)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox" / "w1.jsonl"


@pytest.fixture
def wall() -> Wall:
    return Wall()


def opened(path: Path, wall: Wall) -> AbstractAsyncContextManager[DurableOutbox]:
    return open_outbox(path, inline, wall)


class TestDurableOutbox(OutboxContract):
    @pytest.fixture
    def open_one(self, path: Path, wall: Wall):
        return opened(path, wall)


# -- durable ---------------------------------------------------------------------------


async def test_the_key_is_the_same_after_a_crash(path: Path, wall: Wall) -> None:
    async with opened(path, wall) as outbox:
        key = await outbox.key_of(CREATE, CALL, "create", "")
        crashed = content(path)  # nothing that closing would still write
    overwrite(path, crashed)
    async with opened(path, wall) as outbox:
        assert await outbox.key_of(CREATE, CALL, "create", "") == key


async def test_the_key_is_synced_before_it_is_given_out(
    path: Path, wall: Wall, monkeypatch
) -> None:
    synced: list[bytes] = []
    real = os.fsync

    def fsync(fd: int) -> None:
        real(fd)
        synced.append(path.read_bytes())

    async with opened(path, wall) as outbox:
        monkeypatch.setattr(os, "fsync", fsync)
        key = await outbox.key_of("digest", CALL, "create", "")
    assert synced
    assert key.encode() in synced[0]


async def test_a_disk_that_does_not_take_it_gives_no_key(
    path: Path, wall: Wall, monkeypatch
) -> None:
    def fail(fd: int) -> None:
        raise OSError(28, "No space left on device")

    async with opened(path, wall) as outbox:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            with pytest.raises(OutboxError, match="No space"):
                await outbox.key_of("digest", CALL, "create", "")
        assert outbox.pending() == []
        assert await outbox.key_of("digest", CALL, "create", "")


async def test_two_askers_at_once_get_one_key(path: Path, wall: Wall) -> None:
    keys: list[str] = []

    async def ask(outbox: DurableOutbox) -> None:
        keys.append(await outbox.key_of("digest", CALL, "create", ""))

    limiter = trio.CapacityLimiter(2)

    async def two_threads(work):
        return await trio.to_thread.run_sync(work, limiter=limiter)

    async with open_outbox(path, two_threads, wall) as outbox:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(ask, outbox)
            nursery.start_soon(ask, outbox)
    assert len(set(keys)) == 1


async def test_no_phone_name_and_place_is_in_the_file(path: Path, wall: Wall) -> None:
    async with opened(path, wall) as outbox:
        await outbox.key_of(CREATE, CALL, "create", "4xt01")
    text = content(path).decode().encode().decode("unicode_escape")
    for private in (WISH.phone.strip("+"), WISH.name, WISH.delivery.place):
        assert private not in text


async def test_how_a_call_ended_survives_a_crash_once_it_is_flushed(
    path: Path, wall: Wall
) -> None:
    async with opened(path, wall) as outbox:
        for call in (CALL, OTHER):
            await outbox.key_of(f"op of {call}", call, "create", "")
        wall.now_s += 60
        outbox.call_over(CALL, "ended")
        await outbox.flush()
        wall.now_s += 60
        outbox.call_over(OTHER, "ended")  # and never flushed
    async with opened(path, wall) as outbox:
        ends = [(call.call_id, call.how, call.over_s) for call in outbox.calls()]
    assert ends == [(CALL, "ended", 1.8e9 + 60), (OTHER, "died", 1.8e9)]


async def test_an_end_that_the_disk_did_not_take_is_written_by_the_next_flush(
    path: Path, wall: Wall, monkeypatch
) -> None:
    def fail(fd: int) -> None:
        raise OSError(28, "No space left on device")

    async with opened(path, wall) as outbox:
        await outbox.key_of(CREATE, CALL, "create", "")
        outbox.call_over(CALL, "ended")
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            with pytest.raises(OutboxError):
                await outbox.flush()
        await outbox.flush()
    async with opened(path, wall) as outbox:
        assert outbox.calls()[0].how == "ended"


async def test_what_a_restart_finds_counts_as_answered_late_from_then_on(
    path: Path, wall: Wall
) -> None:
    async with opened(path, wall) as outbox:
        await outbox.key_of(CREATE, CALL, "create", "")
    async with opened(path, wall) as outbox:
        await outbox.done(CREATE, order_id="123456", state="draft")
        (call,) = outbox.calls()
    assert call.entries[0].late


async def test_the_time_of_a_death_does_not_move_with_what_is_done_afterwards(
    path: Path, wall: Wall
) -> None:
    async with opened(path, wall) as outbox:
        await outbox.key_of(CREATE, CALL, "create", "")
    async with opened(path, wall) as outbox:
        wall.now_s += 900
        await outbox.key_of(CANCEL, CALL, "cancel", "123456")
        assert [call.over_s for call in outbox.calls()] == [1.8e9]


# -- old and damaged files --------------------------------------------------------------


async def test_a_file_of_the_first_format_is_understood(path: Path, wall: Wall) -> None:
    path.parent.mkdir()
    overwrite(path, content(GOLDEN))
    async with opened(path, wall) as outbox:
        assert outbox.damaged_lines == 0
        first, second = outbox.calls()
        assert [(e.kind, e.done) for e in first.entries] == [
            ("create", True),
            ("confirm", True),
        ]
        assert [(e.op, e.what) for e in outbox.pending()] == [
            (second.entries[1].op, "654321")
        ]
        key = await outbox.key_of(second.entries[1].op, second.call_id, "confirm", "")
    assert key == "948b160d-344c-4795-8434-fc1127eb041a"


async def test_damage_is_counted_and_the_rest_survives(path: Path, wall: Wall) -> None:
    async with opened(path, wall) as outbox:
        key = await outbox.key_of("one", CALL, "create", "")
        await outbox.key_of("two", CALL, "create", "")
    overwrite(path, content(path)[:-9])
    async with opened(path, wall) as outbox:
        assert outbox.damaged_lines == 1
        assert await outbox.key_of("one", CALL, "create", "") == key


async def test_nonsense_that_passes_the_checksum_is_left_out(
    path: Path, wall: Wall
) -> None:
    bodies = [b"[]", b'{"done": true}', b'{"op": 1, "at": "x"}', b"5", b"{"]
    bodies += [b"[" * 9_000, b'{"over": "x", "how": "?", "at": 1}']
    path.parent.mkdir()
    overwrite(path, b"".join(b"%08x %s\n" % (zlib.crc32(b), b) for b in bodies))
    async with opened(path, wall) as outbox:
        assert outbox.pending() == []


# -- bounds ----------------------------------------------------------------------------


async def test_what_is_not_settled_is_kept_however_old_it_is(
    path: Path, wall: Wall
) -> None:
    async with opened(path, wall) as outbox:
        key = await outbox.key_of("old", CALL, "create", "")
    wall.now_s += 10 * KEEP_S
    async with opened(path, wall) as outbox:
        assert await outbox.key_of("old", CALL, "create", "") == key


async def test_a_full_outbox_forgets_old_answers_and_then_refuses(
    path: Path, wall: Wall, monkeypatch
) -> None:
    monkeypatch.setattr("callcore.store.outbox.MAX_ENTRIES", 20)
    async with opened(path, wall) as outbox:
        for number in range(20):
            call = CallId(f"call {number % 10}")
            await outbox.key_of(f"op{number}", call, "create", "")
            if number % 2:
                await outbox.done(f"op{number}", state="draft")
        with pytest.raises(OutboxError, match="full"):
            await outbox.key_of("one more", CALL, "create", "")
        wall.now_s += KEEP_S + 1
        await outbox.key_of("one more", CALL, "create", "")
        assert len(outbox.pending()) == 11  # the ten in doubt are all there
    assert MAX_ENTRIES > 1000


async def test_the_file_does_not_grow_with_what_is_settled(
    path: Path, wall: Wall, monkeypatch
) -> None:
    monkeypatch.setattr("callcore.store.outbox.COMPACT_AFTER_LINES", 40)
    monkeypatch.setattr(os, "fsync", lambda fd: None)
    async with opened(path, wall) as outbox:
        await outbox.key_of("kept", OTHER, "create", "")
        for number in range(200):
            call = CallId(f"call {number}")
            await outbox.key_of(f"op{number}", call, "create", "")
            outbox.call_over(call, "ended")
            await outbox.flush()
            await outbox.settled(call)
        assert len(content(path)) < 45 * 300
    async with opened(path, wall) as outbox:
        assert [call.call_id for call in outbox.calls()] == [OTHER]
