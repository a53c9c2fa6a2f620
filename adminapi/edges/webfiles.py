"""The built web UI, read into memory at the start: a request can only name what was read.

Nothing of a request ever becomes a path of the file system, so there is nothing to climb
out of. Files whose names hold the hash of their content are cached for ever; the rest is
asked for again with its ETag. An address without a dot is a page of the UI: ``index.html``.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quart import Response

PACKAGED: Final = Path(__file__).parent.parent / "web"
INDEX: Final = "index.html"
MOST_FILES: Final = 500
MOST_BYTES: Final = 32 * 1024 * 1024
FOR_EVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
_HASHED: Final = re.compile(r"assets/.+-[0-9A-Za-z_-]{8,}\.[a-z0-9]+")
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
}


class TooLarge(Exception):
    """The folder is no built web UI; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class WebFile:
    """One file as it is served."""

    body: bytes
    media_type: str
    etag: str
    cache: str


class WebFiles:
    """The files of a folder; an empty one if there is none. Raises :exc:`TooLarge`."""

    def __init__(self, folder: Path | None) -> None:
        self._files: Mapping[str, WebFile] = _read(folder or PACKAGED)

    def answer(self, path: str, if_none_match: str) -> Response | None:
        """Return the answer to a GET of ``path`` (as ``/calls``), ``None`` if there is none."""
        found = self._find(path)
        if found is None:
            return None
        headers = {"ETag": found.etag, "Cache-Control": found.cache}
        known = if_none_match.split(",")
        if found.etag in [each.strip().removeprefix("W/") for each in known]:
            response = Response(b"", 304, headers=headers)
            del response.headers["Content-Type"]
            return response
        return Response(found.body, headers=headers, content_type=found.media_type)

    def _find(self, path: str) -> WebFile | None:
        name = path.removeprefix("/")
        is_page = "." not in name
        return self._files.get(INDEX if is_page else name)


def _read(folder: Path) -> Mapping[str, WebFile]:
    files: dict[str, WebFile] = {}
    size = 0
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in name.split("/"))
        if hidden or path.is_symlink() or not path.is_file():
            continue
        body = path.read_bytes()
        size += len(body)
        if size > MOST_BYTES or len(files) >= MOST_FILES:
            raise TooLarge(f"{folder} is too large to be the built web UI.")
        files[name] = _file(name, body)
    return files


def _file(name: str, body: bytes) -> WebFile:
    suffix = Path(name).suffix
    media = _TYPES.get(suffix) or mimetypes.guess_type(name)[0]
    return WebFile(
        body=body,
        media_type=media or "application/octet-stream",
        etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        cache=FOR_EVER if _HASHED.fullmatch(name) else ASK_AGAIN,
    )
