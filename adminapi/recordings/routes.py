"""The endpoints of recordings."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from typing import Final

import trio
from pydantic import ValidationError

from adminapi.edges.endpoint import (
    PREFIX,
    PUBLIC,
    SUPERVISOR,
    Answer,
    Ask,
    Endpoint,
    Raw,
    Shaped,
)
from adminapi.edges.problem import Problem
from adminapi.office import Office
from adminapi.recordings.ranges import Unsatisfiable, range_of
from adminapi.recordings.shapes import Peaks, RecordingUrl
from adminapi.recordings.signing import Signer
from callcore.shared import audit, stamps
from callcore.shared.database.pool import Connection, one
from callcore.shared.recordings import names
from callcore.shared.recordings.opening import open_recordings
from callcore.shared.recordings.port import NoRecording, Recordings, RecordingsDown

TAG: Final = "recordings"
PIECE_BYTES: Final = 256_000  # of a stream; half a minute of speech in Opus
READ_S: Final = 5.0  # for one piece
MOST_PEAKS_BYTES: Final = 200_000


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the table."""
    config = office.config
    archive = open_recordings(
        config.recordings, config.data_dir, config.s3_id, config.s3_key
    )
    listening = Listening(office, archive)
    return [
        Endpoint(
            method="POST",
            path="/calls/<uuid:call_id>/recording-url",
            about="Get an address of the recording that is good for 60 s.",
            handler=listening.url,
            roles=SUPERVISOR,
            told=RecordingUrl,
            limit="action",
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path="/calls/<uuid:call_id>/peaks",
            about="Tell the waveform of the recording.",
            handler=listening.peaks,
            roles=SUPERVISOR,
            told=Peaks,
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path="/recordings/<word:token>",
            about="Stream a recording; the address is signed.",
            handler=listening.stream,
            roles=PUBLIC,
            media=("audio/ogg", "audio/wav"),
            problems=("unauthorized", "no-such-range"),
            limit="address",
            tag=TAG,
        ),
    ]


class Listening:
    """The handlers."""

    def __init__(self, office: Office, archive: Recordings) -> None:
        self._office = office
        self._archive = archive
        self._signer = Signer(office.keys, office.now_s)

    async def url(self, ask: Ask) -> Answer:
        """Return a signed address; who got it is audited."""
        call_id, who = ask.id("call_id"), ask.who

        def job(connection: Connection) -> None:
            if not _name(connection, call_id):
                raise Problem("not-found")
            audit.note(
                connection,
                by=audit.Actor(who.name, who.user_id),
                action="recording.listen",
                subject=call_id,
            )

        await self._office.database.run(job)
        token, until_s = self._signer.sign(call_id, who)
        told = RecordingUrl(
            url=f"{PREFIX}/recordings/{token}", expires_at=stamps.utc_text(until_s)
        )
        return Shaped(told, headers=(("Cache-Control", "no-store"),))

    async def peaks(self, ask: Ask) -> Answer:
        """Return the waveform."""
        name = await self._name_of(ask.id("call_id"))
        data = await self._read(names.peaks_of(name), 0, MOST_PEAKS_BYTES)
        try:
            return Peaks.model_validate_json(data)
        except ValidationError:
            raise Problem("not-found") from None

    async def stream(self, ask: Ask) -> Answer:
        """Return the bytes that are asked for."""
        permit = self._signer.read(ask.id("token"))
        await self._office.guard.check(permit.who)
        name = await self._name_of(permit.call_id)
        size = await self._size(name)
        etag = _etag(name, size)
        headers = {
            "Accept-Ranges": "bytes",
            "ETag": etag,
            "Cache-Control": "no-store",
            "Content-Disposition": "inline",
        }
        try:
            part = range_of(_asked_range(ask, etag), size)
        except Unsatisfiable:
            said = {"Content-Range": f"bytes */{size}"}
            raise Problem("no-such-range", headers=said) from None
        start, length = part or (0, size)
        headers["Content-Length"] = str(length)
        if part is not None:
            headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
        pieces = self._pieces(name, start, length)
        status = 200 if part is None else 206
        return Raw(pieces, names.mime_of(name), status, headers)

    async def _pieces(self, name: str, start: int, length: int) -> AsyncIterator[bytes]:
        end = start + length
        while start < end:
            piece = await self._read(name, start, min(PIECE_BYTES, end - start))
            if not piece:
                raise RecordingsDown("cut")  # it was promised longer
            yield piece
            start += len(piece)

    async def _name_of(self, call_id: str) -> str:
        name = await self._office.database.run(lambda c: _name(c, call_id))
        if not name:
            raise Problem("not-found")
        return name

    async def _size(self, name: str) -> int:
        try:
            with trio.fail_after(READ_S):
                return await self._archive.size(name)
        except NoRecording:
            raise Problem("not-found") from None
        except (RecordingsDown, trio.TooSlowError):
            raise Problem("unavailable", headers={"Retry-After": "5"}) from None

    async def _read(self, name: str, start: int, length: int) -> bytes:
        try:
            with trio.fail_after(READ_S):
                return await self._archive.read(name, start, length)
        except NoRecording:
            raise Problem("not-found") from None
        except (RecordingsDown, trio.TooSlowError):
            raise Problem("unavailable", headers={"Retry-After": "5"}) from None


def _name(connection: Connection, call_id: str) -> str:
    row = one(connection, "SELECT recording FROM calls WHERE call_id = %s", call_id)
    return "" if row is None else str(row["recording"])


def _etag(name: str, size: int) -> str:
    return f'"{hashlib.sha256(f"{name} {size}".encode()).hexdigest()[:32]}"'


def _asked_range(ask: Ask, etag: str) -> str:
    """Return the Range header, if the client still means the same file."""
    if ask.headers.get("If-Range", etag).strip() != etag:
        return ""
    return ask.headers.get("Range", "")
