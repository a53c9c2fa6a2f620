"""A worker's three ports: audio from the pool, `after` and HTTP at fixed distances."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from callcore.desk.listeners import BACKLOG, PortTaken, claim_port
from callcore.protocol.link import Ready

AFTER_OFFSET: Final = 100  # DESIGN.md section 2
HTTP_OFFSET: Final = 200


@dataclass(frozen=True, slots=True)
class Ports:
    """Claimed and not listening yet; whoever listens takes the socket over."""

    audio: socket.socket
    after: socket.socket
    http: socket.socket
    numbers: Ready


def claim_ports(host: str, http_host: str, pool: range) -> Ports:
    """Claim the first free triple; :exc:`PortTaken` if the pool is exhausted.

    A worker that retires, or an orphan, keeps its ports: the next one is tried.
    """
    for port in pool:
        try:
            return _claim_triple(host, http_host, port)
        except PortTaken:
            continue
    last = pool[-1] if pool else "nothing"
    raise PortTaken(f"no free port for calls from {pool.start} to {last} on {host}")


def _claim_triple(host: str, http_host: str, port: int) -> Ports:
    with ExitStack() as claimed:
        audio = claimed.enter_context(claim_port(host, port, "audio"))
        _claim_for_good(audio)
        after = claimed.enter_context(claim_port(host, port + AFTER_OFFSET, "after"))
        http = claimed.enter_context(claim_port(http_host, port + HTTP_OFFSET, "http"))
        claimed.pop_all()
    numbers = Ready(*(_port(sock) for sock in (audio, after, http)))
    return Ports(audio, after, http, numbers)


def _claim_for_good(sock: socket.socket) -> None:
    """Listen at once: two workers that have only bound may share a port."""
    try:
        sock.listen(BACKLOG)
    except OSError as exc:
        raise PortTaken("another worker was faster") from exc


def _port(sock: socket.socket) -> int:
    port: int = sock.getsockname()[1]
    return port
