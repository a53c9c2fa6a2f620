from __future__ import annotations

import os
import zlib
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import trio

from callcore.shared.ids import CallId
from callcore.shared.offload import run_inline as inline
from callcore.store.outbox import (
    KEEP_S,
    MAX_ENTRIES,
    Outbox,
    OutboxError,
    confirm_digest,
    create_digest,
    open_outbox,
)
from callcore.store.port import OrderLine

CALL = CallId("3f0c9c0e-0000-4000-8000-000000000001")
LINES = [OrderLine("t01", 4), OrderLine("o02", 1)]
PHONE = "+380671234567"


class Wall:
    def __init__(self) -> None:
        self.now_s = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now_s


def content(path: Path) -> bytes:
    return path.read_bytes()


def overwrite(path: Path, data: bytes) -> None:
    path.write_bytes(data)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.jsonl"


@pytest.fixture
def wall() -> Wall:
    return Wall()


def opened(path: Path, wall: Wall) -> AbstractAsyncContextManager[Outbox]:
    return open_outbox(path, inline, wall)


async def test_the_key_is_the_same_on_every_retry(path: Path, wall: Wall) -> None:
    async with opened(path, wall) as outbox:
        digest = create_digest(CALL, LINES, PHONE, "")
        keys = {await outbox.key_of(digest, CALL, "create", "") for _ in range(3)}
    assert len(keys) == 1


async def test_the_key_is_the_same_after_a_crash(path: Path, wall: Wall) -> None:
    digest = create_digest(CALL, LINES, PHONE, "")
    async with opened(path, wall) as outbox:
        key = await outbox.key_of(digest, CALL, "create", "")
        crashed = content(path)  # nothing that closing would still write
    overwrite(path, crashed)
    async with opened(path, wall) as outbox:
        assert await outbox.key_of(digest, CALL, "create", "") == key


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

    async def ask(outbox: Outbox) -> None:
        keys.append(await outbox.key_of("digest", CALL, "create", ""))

    limiter = trio.CapacityLimiter(2)

    async def two_threads(work):
        return await trio.to_thread.run_sync(work, limiter=limiter)

    async with open_outbox(path, two_threads, wall) as outbox:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(ask, outbox)
            nursery.start_soon(ask, outbox)
    assert len(set(keys)) == 1


@pytest.mark.parametrize(
    "other",
    [
        create_digest(CallId("other"), LINES, PHONE, ""),
        create_digest(CALL, LINES[:1], PHONE, ""),
        create_digest(CALL, LINES, "+380501112233", ""),
        create_digest(CALL, LINES, PHONE, "Олена"),
        confirm_digest(CALL, "123456"),
    ],
)
def test_another_order_has_another_name(other: str) -> None:
    assert other != create_digest(CALL, LINES, PHONE, "")


def test_the_order_of_the_lines_does_not_matter() -> None:
    turned = create_digest(CALL, LINES[::-1], PHONE, "")
    assert turned == create_digest(CALL, LINES, PHONE, "")


async def test_no_phone_and_no_name_is_in_the_file(path: Path, wall: Wall) -> None:
    async with opened(path, wall) as outbox:
        digest = create_digest(CALL, LINES, PHONE, "Олена")
        await outbox.key_of(digest, CALL, "create", "4xt01")
    text = content(path).decode()
    assert PHONE.strip("+") not in text
    assert "Олена" not in text


async def test_pending_is_what_was_never_answered(path: Path, wall: Wall) -> None:
    async with opened(path, wall) as outbox:
        await outbox.key_of("one", CALL, "create", "4xt01")
        await outbox.key_of("two", CALL, "confirm", "123456")
        await outbox.done("one")
    async with opened(path, wall) as outbox:
        assert [(e.op, e.what) for e in outbox.pending()] == [("two", "123456")]


async def test_damage_is_counted_and_the_rest_survives(path: Path, wall: Wall) -> None:
    async with opened(path, wall) as outbox:
        key = await outbox.key_of("one", CALL, "create", "")
        await outbox.key_of("two", CALL, "create", "")
    overwrite(path, content(path)[:-9])
    async with opened(path, wall) as outbox:
        assert outbox.damaged_lines == 1
        assert await outbox.key_of("one", CALL, "create", "") == key


async def test_old_keys_are_forgotten_at_the_next_start(path: Path, wall: Wall) -> None:
    async with opened(path, wall) as outbox:
        await outbox.key_of("old", CALL, "create", "")
        wall.now_s += KEEP_S / 2
        await outbox.key_of("young", CALL, "create", "")
    wall.now_s += KEEP_S / 2 + 1
    async with opened(path, wall) as outbox:
        assert [entry.op for entry in outbox.pending()] == ["young"]


async def test_the_file_is_bounded(path: Path, wall: Wall, monkeypatch) -> None:
    monkeypatch.setattr("callcore.store.outbox.MAX_ENTRIES", 20)
    monkeypatch.setattr(os, "fsync", lambda fd: None)
    async with opened(path, wall) as outbox:
        for number in range(200):
            await outbox.key_of(f"op{number}", CALL, "create", "")
            assert len(outbox.pending()) <= 20
        assert outbox.pending()[-1].op == "op199"
        assert len(content(path)) < 20 * 300
    assert MAX_ENTRIES > 1000


async def test_one_file_serves_one_process(path: Path, wall: Wall) -> None:
    async with opened(path, wall):
        with pytest.raises(OutboxError, match="another process"):
            async with opened(path, wall):
                pytest.fail("opened twice")


async def test_nonsense_that_passes_the_checksum_is_left_out(
    path: Path, wall: Wall
) -> None:
    bodies = [b"[]", b'{"done": true}', b'{"op": 1, "at": "x"}', b"5", b"{"]
    overwrite(path, b"".join(b"%08x %s\n" % (zlib.crc32(b), b) for b in bodies))
    async with opened(path, wall) as outbox:
        assert outbox.pending() == []
