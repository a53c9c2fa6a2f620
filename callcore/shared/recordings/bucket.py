"""Recordings in an S3-compatible bucket, by minio's client in a few threads.

Each request has its own deadlines: no connection in 3 s or no byte for 10 s is down. Nothing
is repeated here, whoever asked tries again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

import trio
import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from callcore.shared.recordings.names import checked
from callcore.shared.recordings.port import (
    MOST_READ_BYTES,
    NoRecording,
    RecordingsDown,
)

T = TypeVar("T")

THREADS: Final = 4
CONNECT_S: Final = 3.0
READ_S: Final = 10.0
PART_BYTES: Final = 64 * 2**20  # held in memory; Opus of two hours is one part
_MISSING: Final = frozenset({"NoSuchKey", "NoSuchObject", "ResourceNotFound"})


@dataclass(frozen=True, slots=True)
class Place:
    """``s3://HOST[:PORT]/BUCKET[/PREFIX]``, taken apart."""

    endpoint: str
    is_secure: bool
    bucket: str
    prefix: str  # empty, or with a slash at its end

    @classmethod
    def of(cls, url: str) -> Place:
        """Return the place that ``url`` names; it was checked by the settings."""
        parts = urlsplit(url)
        bucket, _, prefix = parts.path.lstrip("/").partition("/")
        prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        return cls(parts.netloc, parts.scheme == "s3", bucket, prefix)


class BucketRecordings:
    """See :class:`~callcore.shared.recordings.port.Recordings`."""

    def __init__(self, place: Place, key_id: str, key: str) -> None:
        self._place = place
        self._limiter = trio.CapacityLimiter(THREADS)
        self._client = Minio(
            place.endpoint,
            access_key=key_id,
            secret_key=key,
            secure=place.is_secure,
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=CONNECT_S, read=READ_S),
                maxsize=THREADS,
                retries=False,
            ),
        )

    async def put(self, name: str, path: Path) -> None:
        """See the port."""
        key, bucket = self._key(name), self._place.bucket
        await self._run(
            lambda: self._client.fput_object(
                bucket, key, str(path), part_size=PART_BYTES, num_parallel_uploads=1
            )
        )

    async def size(self, name: str) -> int:
        """See the port."""
        key, bucket = self._key(name), self._place.bucket
        found = await self._run(lambda: self._client.stat_object(bucket, key))
        return found.size or 0

    async def read(self, name: str, start: int, length: int) -> bytes:
        """See the port."""
        if start < 0 or not 0 <= length <= MOST_READ_BYTES:
            raise ValueError("not a range of a recording")
        key = self._key(name)
        if not length:  # no range of HTTP is empty
            await self.size(name)
            return b""
        return await self._run(lambda: self._read(key, start, length))

    async def delete(self, name: str) -> None:
        """See the port."""
        key, bucket = self._key(name), self._place.bucket
        await self._run(lambda: self._client.remove_object(bucket, key))

    def _key(self, name: str) -> str:
        return self._place.prefix + checked(name)

    def _read(self, key: str, start: int, length: int) -> bytes:
        try:
            answer = self._client.get_object(
                self._place.bucket, key, offset=start, length=length
            )
        except S3Error as error:
            if error.code == "InvalidRange":  # behind the end
                return b""
            raise
        try:
            if answer.status != HTTPStatus.PARTIAL_CONTENT:  # something else answers
                raise RecordingsDown("no-range")
            return bytes(answer.data)
        finally:
            answer.close()
            answer.release_conn()

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await trio.to_thread.run_sync(
                work, limiter=self._limiter, abandon_on_cancel=True
            )
        except FileNotFoundError:
            raise NoRecording from None
        except S3Error as error:
            if error.code in _MISSING:
                raise NoRecording from None
            raise RecordingsDown(error.code or "S3Error") from None
        except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
            raise RecordingsDown(type(error).__name__) from None
