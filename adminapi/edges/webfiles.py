"""The built web UI, read into memory at the start: a request can only name what was read.

Nothing of a request ever becomes a path of the file system, so there is nothing to climb
out of. Files whose names hold the hash of their content are cached for ever; the rest is
asked for again with its ETag. An address without a dot is a page of the UI: ``index.html``.
What gzip makes smaller is compressed once, here, and sent so to who accepts it.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quart import Response
from werkzeug.http import parse_accept_header

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


#: for who opens the address of an admin API without its UI; no script, no style
NOT_BUILT: Final = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>callcore</title></head><body>
<p>The web UI is not built: run <code>./justw webui-build</code> in the folder of callcore,
then start the admin API again.</p>
</body></html>
"""


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of one encoding; the ETag is of these bytes."""

    data: bytes
    etag: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WebFile:
    """One file as it is served; ``packed`` is its gzip, if that is smaller."""

    plain: Body
    packed: Body | None
    media_type: str


class WebFiles:
    """The files of a folder; an empty one if there is none. Raises :exc:`TooLarge`."""

    def __init__(self, folder: Path | None) -> None:
        self._files: Mapping[str, WebFile] = _read(folder or PACKAGED)

    def answer(
        self, path: str, if_none_match: str, accept_encoding: str = "", accept: str = ""
    ) -> Response | None:
        """Return the answer to a GET of ``path`` (as ``/calls``), ``None`` if there is none.

        The other arguments are headers of the request, empty if it has them not.
        """
        found = self._find(path)
        if found is None:
            return _not_built(path, accept)
        wanted = found.packed is not None and _accepts_gzip(accept_encoding)
        body = found.packed if wanted and found.packed else found.plain
        known = if_none_match.split(",")
        if body.etag in [each.strip().removeprefix("W/") for each in known]:
            response = Response(b"", 304, headers=dict(body.headers))
            del response.headers["Content-Type"]
            response.headers.pop("Content-Encoding", None)
            return response
        return Response(
            body.data, headers=dict(body.headers), content_type=found.media_type
        )

    def _find(self, path: str) -> WebFile | None:
        return self._files.get(INDEX if _is_page(path) else path.removeprefix("/"))


def _not_built(path: str, accept: str) -> Response | None:
    """Tell a person with a browser why there is no page; programs get a problem."""
    if not _is_page(path) or "text/html" not in accept:
        return None
    return Response(NOT_BUILT, 404, content_type=_TYPES[".html"])


def _is_page(path: str) -> bool:
    return "." not in path


def _accepts_gzip(accept_encoding: str) -> bool:
    """Return whether RFC 9110, 12.5.3, lets gzip be sent: named or ``*``, and not q=0."""
    return parse_accept_header(accept_encoding)["gzip"] > 0


def _read(folder: Path) -> Mapping[str, WebFile]:
    files: dict[str, WebFile] = {}
    size = 0
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in name.split("/"))
        if hidden or path.suffix == ".map" or path.is_symlink() or not path.is_file():
            continue
        body = path.read_bytes()
        size += len(body)
        if size > MOST_BYTES or len(files) >= MOST_FILES:
            raise TooLarge(f"{folder} is too large to be the built web UI.")
        files[name] = _file(name, body)
    return files


def _file(name: str, data: bytes) -> WebFile:
    suffix = Path(name).suffix
    media = _TYPES.get(suffix) or mimetypes.guess_type(name)[0]
    digest = hashlib.sha256(data).hexdigest()[:32]
    headers = {"Cache-Control": FOR_EVER if _HASHED.fullmatch(name) else ASK_AGAIN}
    packed = gzip.compress(data, 9, mtime=0)
    smaller = len(packed) < len(data)
    if smaller:  # both answers vary, or a cache would give one for the other
        headers["Vary"] = "Accept-Encoding"
    zipped = {**headers, "Content-Encoding": "gzip"}
    return WebFile(
        plain=_body(data, f'"{digest}"', headers),
        packed=_body(packed, f'"{digest}-gz"', zipped) if smaller else None,
        media_type=media or "application/octet-stream",
    )


def _body(data: bytes, etag: str, headers: Mapping[str, str]) -> Body:
    return Body(data, etag, {**headers, "ETag": etag})
