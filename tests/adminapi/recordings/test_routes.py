from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from adminapi.recordings import routes
from callcore.shared.recordings import names
from tests.kit.adminhouse import AdminHouse, Told, admin_house
from tests.kit.callrecords import FIRST, add_call

pytestmark = pytest.mark.integration

SOUND = bytes(range(256)) * 40
PEAKS = b'{"ms":60000,"rate_hz":8000,"channels":[[0,255],[3,4]]}'


@asynccontextmanager
async def recorded(
    database_url: str, tmp_path: Path
) -> AsyncIterator[tuple[AdminHouse, str]]:
    """Yield a house with one recorded call."""
    async with admin_house(database_url, recordings=str(tmp_path)) as house:
        call_id = str(uuid4())
        name = names.name_of(call_id, FIRST.timestamp(), "opus")
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(SOUND)
        (tmp_path / names.peaks_of(name)).write_bytes(PEAKS)
        await house.database.run(lambda c: add_call(c, call_id=call_id, recording=name))
        yield house, call_id


def forget(folder: Path) -> None:
    """Delete all sound."""
    for path in folder.rglob("*.opus"):
        path.unlink()


def spoil(folder: Path) -> None:
    """Damage all waveforms."""
    for path in folder.rglob("*.json"):
        path.write_bytes(b"damaged")


async def url_of(house: AdminHouse, call_id: str, role: str = "supervisor") -> str:
    told = await house.post(f"/calls/{call_id}/recording-url", role=role)
    assert told.status == 200, told.body
    return str(told.json["url"])


async def heard(
    house: AdminHouse, url: str, method: str = "GET", **headers: str
) -> Told:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await house.ask(method, url, headers=sent, raw_path=True)


async def test_a_signed_address_plays_the_recording_without_a_token(
    database_url: str, tmp_path: Path
) -> None:
    async with recorded(database_url, tmp_path) as (house, call_id):
        told = await heard(house, await url_of(house, call_id))
    assert (told.status, told.body) == (200, SOUND)
    assert told.headers["Content-Type"] == "audio/ogg; codecs=opus"
    assert told.headers["Accept-Ranges"] == "bytes"
    assert told.headers["Content-Length"] == str(len(SOUND))
    assert "no-store" in told.headers["Cache-Control"]


async def test_a_part_is_told_as_a_part(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 37 of security.md
    monkeypatch.setattr(
        routes, "PIECE_BYTES", 3_000
    )  # the test client holds ten pieces
    async with recorded(database_url, tmp_path) as (house, call_id):
        url = await url_of(house, call_id)
        part = await heard(house, url, Range="bytes=100-5099")
        behind = await heard(house, url, Range=f"bytes={len(SOUND)}-")
        etag = part.headers["ETag"]
        same = await heard(house, url, Range="bytes=0-9", If_Range=etag)
        other = await heard(house, url, Range="bytes=0-9", If_Range='"other"')
    assert (part.status, part.body) == (206, SOUND[100:5100])
    assert part.headers["Content-Range"] == f"bytes 100-5099/{len(SOUND)}"
    assert part.headers["Content-Length"] == "5000"
    assert behind.problem == "no-such-range"
    assert behind.headers["Content-Range"] == f"bytes */{len(SOUND)}"
    assert (same.status, other.status) == (206, 200)


async def test_the_head_alone_tells_how_long_it_is(
    database_url: str, tmp_path: Path
) -> None:
    async with recorded(database_url, tmp_path) as (house, call_id):
        told = await heard(house, await url_of(house, call_id), "HEAD")
    assert told.status == 200
    assert told.headers["Content-Length"] == str(len(SOUND))


async def test_an_address_dies_with_the_session_that_asked_for_it(
    database_url: str, tmp_path: Path
) -> None:
    # 60 of security.md
    async with recorded(database_url, tmp_path) as (house, call_id):
        url = await url_of(house, call_id)
        await house.post("/auth/logout", role="supervisor")
        told = await heard(house, url)
    assert told.problem == "unauthorized"


async def test_an_address_cannot_be_made_up_or_turned_to_another_call(
    database_url: str, tmp_path: Path
) -> None:
    # 36 and 37 of security.md
    async with recorded(database_url, tmp_path) as (house, call_id):
        url = await url_of(house, call_id)
        prefix = url.rpartition("/")[0]
        edited = url[:-2] + ("AA" if not url.endswith("AA") else "BB")
        for wrong in (edited, f"{prefix}/r", f"{prefix}/{call_id}", f"{prefix}/x.opus"):
            assert (await heard(house, wrong)).problem == "unauthorized", wrong
        for climbing in (
            "..%2f..%2fetc%2fpasswd",
            "2026-11-01/" + call_id + ".opus",
            "..",
            "%00",
        ):
            assert (await heard(house, f"{prefix}/{climbing}")).status in (
                404,
                401,
                400,
            ), climbing


@pytest.mark.parametrize("role", ["viewer", "operator"])
async def test_only_supervisors_listen(
    database_url: str, tmp_path: Path, role: str
) -> None:
    async with recorded(database_url, tmp_path) as (house, call_id):
        assert (
            await house.post(f"/calls/{call_id}/recording-url", role=role)
        ).problem == "forbidden"
        assert (
            await house.get(f"/calls/{call_id}/peaks", role=role)
        ).problem == "forbidden"


async def test_a_call_without_a_recording_has_no_address(
    database_url: str, tmp_path: Path
) -> None:
    async with recorded(database_url, tmp_path) as (house, _call_id):
        silent = await house.database.run(lambda c: add_call(c, 1))
        for call_id in (silent, str(uuid4())):
            for told in (
                await house.post(f"/calls/{call_id}/recording-url", role="admin"),
                await house.get(f"/calls/{call_id}/peaks", role="admin"),
            ):
                assert told.problem == "not-found"


async def test_a_recording_that_is_gone_is_not_found(
    database_url: str, tmp_path: Path
) -> None:
    async with recorded(database_url, tmp_path) as (house, call_id):
        url = await url_of(house, call_id)
        forget(tmp_path)
        assert (await heard(house, url)).problem == "not-found"


async def test_who_may_listen_to_what_is_in_the_audit_once(
    database_url: str, tmp_path: Path
) -> None:
    async with recorded(database_url, tmp_path) as (house, call_id):
        url = await url_of(house, call_id)
        for _ in range(3):
            await heard(house, url, Range="bytes=0-9")
        found = await house.database.run(
            lambda c: c.execute(
                "SELECT by_name, subject FROM audit WHERE action = 'recording.listen'"
            ).fetchall()
        )
    assert found == [{"by_name": "supervisor", "subject": call_id}]


async def test_the_waveform_is_told(database_url: str, tmp_path: Path) -> None:
    async with recorded(database_url, tmp_path) as (house, call_id):
        told = await house.get(f"/calls/{call_id}/peaks", role="supervisor")
        spoil(tmp_path)
        damaged = await house.get(f"/calls/{call_id}/peaks", role="supervisor")
    assert told.json["channels"] == [[0, 255], [3, 4]]
    assert damaged.problem == "not-found"
