"""A small S3 on loopback: objects in memory, signatures (version 4) really checked.

It knows what minio's client asks for one object: PUT, GET with Range, HEAD, DELETE, and the
place of the bucket. ``trouble`` makes it answer what a sick one does.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

KEY_ID, KEY, BUCKET = "key-id", "a-secret-key", "calls"


class BucketServer(ThreadingHTTPServer):
    """Use :func:`bucket_server`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.refused = 0  # requests with a wrong signature
        self.trouble = ""  # "503", "hang", "cut", "garbage"
        self.release = threading.Event()  # of those that hang

    @property
    def endpoint(self) -> str:
        """Return ``host:port``."""
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away."""


@contextmanager
def bucket_server() -> Iterator[BucketServer]:
    """Run one in a thread."""
    server = BucketServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: BucketServer  # type: ignore[mutable-override]
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Be quiet."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.trouble:
            self._be_sick()
        elif not self._is_signed(body):
            self.server.refused += 1
            self._error(403, "SignatureDoesNotMatch")
        elif "location" in urlsplit(self.path).query:
            self._answer(200, b"<LocationConstraint/>")
        else:
            self._object(unquote(urlsplit(self.path).path).lstrip("/"), body)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _serve

    def _object(self, key: str, body: bytes) -> None:
        objects = self.server.objects
        if not key.startswith(f"{BUCKET}/"):
            self._error(404, "NoSuchBucket")
        elif self.command == "PUT":
            objects[key] = body
            self._answer(200, b"", ETag=f'"{hashlib.md5(body).hexdigest()}"')
        elif self.command == "DELETE":
            objects.pop(key, None)
            self._answer(204, b"")
        elif key not in objects:
            self._error(404, "NoSuchKey")
        else:
            self._give(objects[key])

    def _give(self, data: bytes) -> None:
        tag = {"ETag": '"x"', "Last-Modified": "Mon, 23 Nov 2026 00:00:00 GMT"}
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if match is None:
            self._answer(200, data, **tag)
            return
        first = int(match[1])
        last = min(int(match[2] or len(data)), len(data) - 1)
        if first >= len(data):
            self._error(416, "InvalidRange")
            return
        where = f"bytes {first}-{last}/{len(data)}"
        self._answer(206, data[first : last + 1], **tag, **{"Content-Range": where})

    def _be_sick(self) -> None:
        trouble = self.server.trouble
        if trouble == "503":
            self._error(503, "SlowDown")
        elif trouble == "garbage":
            self._answer(200, b"<html>" * 100)
        elif trouble == "hang":
            self.server.release.wait(60)
            self.close_connection = True
        else:  # cut
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
            self.wfile.flush()
            self.close_connection = True

    def _error(self, status: int, code: str) -> None:
        text = f"<Error><Code>{code}</Code><Message>no</Message></Error>"
        self._answer(status, text.encode())

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    # -- AWS signature version 4 -----------------------------------------------------

    def _is_signed(self, body: bytes) -> bool:
        fields = dict(re.findall(r"(\w+)=([^,\s]+)", self.headers["Authorization"] or ""))  # fmt: skip
        key_id, day, region, service, _ = fields["Credential"].split("/")
        given = self.headers["X-Amz-Content-Sha256"]
        if key_id != KEY_ID or given not in (hashlib.sha256(body).hexdigest(), "UNSIGNED-PAYLOAD"):  # fmt: skip
            return False
        scope = f"{day}/{region}/{service}/aws4_request"
        hashed = hashlib.sha256(
            self._canonical(fields["SignedHeaders"], given).encode()
        )
        parts = ("AWS4-HMAC-SHA256", self.headers["X-Amz-Date"], scope, hashed.hexdigest())  # fmt: skip
        secret = f"AWS4{KEY}".encode()
        for part in (day, region, service, "aws4_request", "\n".join(parts)):
            secret = hmac.digest(secret, part.encode(), "sha256")
        return hmac.compare_digest(secret.hex(), fields["Signature"])

    def _canonical(self, signed: str, payload: str) -> str:
        url = urlsplit(self.path)
        pairs = sorted(parse_qsl(url.query, keep_blank_values=True))
        query = "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in pairs)
        lines = [f"{name}:{' '.join(self.headers[name].split())}" for name in signed.split(";")]  # fmt: skip
        path = quote(unquote(url.path), safe="/-_.~")
        return "\n".join([self.command, path, query, *lines, "", signed, payload])
