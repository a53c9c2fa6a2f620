"""Ports, a running callcore, and how an Asterisk gets here."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import Final

from callcore.doctor.finding import Finding
from callcore.shared.settings import AFTER_PORT_OFFSET, HTTP_PORT_OFFSET, Config

_PATIENCE_S: Final = 2.0
_PRIVATE_ONLY: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def check_network(config: Config) -> list[Finding]:
    """Return what can be seen of the network from this machine."""
    return [*check_ports(config), asterisk_hint(config)]


def ports_of(config: Config) -> Iterator[int]:
    """Yield every port that callcore will listen on with this configuration."""
    yield config.agi_port
    for port in config.audio_ports.ports():
        yield from (port, port + AFTER_PORT_OFFSET, port + HTTP_PORT_OFFSET)


def check_ports(config: Config) -> list[Finding]:
    """Return one finding: free, taken by a running callcore, or by somebody else."""
    taken = [port for port in ports_of(config) if not _is_free(config.host, port)]
    ready = sum(_is_ready(config.host, port) for port in _http_ports(config))
    if ready:
        text = f"callcore is running here, {ready} of its workers ready for calls."
        return [Finding("ports", "ok", text)]
    if taken:
        names = ", ".join(map(str, taken[:5])) + (" and more" if taken[5:] else "")
        text = f"Taken by another program, or not ours on {config.host}: {names}."
        return [Finding("ports", "bad", text)]
    text = f"All free, and callcore is not running: agi {config.agi_port}, audio {config.audio_ports}."
    return [Finding("ports", "note", text)]


def asterisk_hint(config: Config) -> Finding:
    """Return what the dialplan has to say, and from where it can be reached."""
    where = f"Your dialplan calls agi://{config.host}:{config.agi_port}/admit"
    if config.host in _PRIVATE_ONLY:
        where += (
            "; this address serves only an Asterisk on this machine (CALLCORE_HOST)"
        )
    return Finding("asterisk", "note", f"{where}. See manifests/asterisk/README.md.")


def _http_ports(config: Config) -> Iterator[int]:
    return (port + HTTP_PORT_OFFSET for port in config.audio_ports.ports())


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as trial:
        # as the servers do: a port in TIME_WAIT counts as free
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
            trial.listen(1)
        except OSError as error:
            return error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL)
    return True


def _is_ready(host: str, port: int) -> bool:
    connection = HTTPConnection(host, port, timeout=_PATIENCE_S)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
