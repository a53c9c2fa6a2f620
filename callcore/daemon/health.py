"""The worker's HTTP port: /startup /live /ready /metrics, and POST /drain.

It runs on the worker's own loop, so a loop that stands still does not answer: that is
the point of a probe. Hypercorn has its traps (STACK.md section 1): no task may run in
the application's nursery, because one that fails leaves a half-dead server.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import trio
from hypercorn.config import Config
from hypercorn.trio import serve
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from quart import Response, make_response, request
from quart_trio import QuartTrio

BEAT_OLD_S: Final = 1.0  # ten beats missed
MAX_DRAIN_S: Final = 3600.0
MAX_BODY_BYTES: Final = 1024
READ_S: Final = 5

server_log = logging.getLogger(f"{__name__}.server")


@dataclass(frozen=True, slots=True)
class Probes:
    """What health asks; ``why_not_ready`` returns ``""`` when a caller is welcome."""

    started: Callable[[], bool]
    beat_age_s: Callable[[], float]
    why_not_ready: Callable[[], str]
    drain: Callable[[float], None]
    drain_s: float  # the default of POST /drain


def build_app(probes: Probes, registry: CollectorRegistry) -> QuartTrio:
    """Return the application; it holds no state of its own."""
    app = QuartTrio("callcore.daemon.health")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    _add_probes(app, probes)

    @app.get("/metrics")
    async def metrics() -> Response:
        return await _answer(200, generate_latest(registry), CONTENT_TYPE_LATEST)

    @app.post("/drain")
    async def drain() -> Response:
        seconds = request.args.get("seconds", probes.drain_s, float)
        if seconds is None or not 0.0 <= seconds <= MAX_DRAIN_S:
            return await _answer(
                400, f"seconds is a number from 0 to {MAX_DRAIN_S:.0f}\n"
            )
        probes.drain(seconds)
        return await _answer(202, "draining\n")

    return app


def _add_probes(app: QuartTrio, probes: Probes) -> None:
    @app.get("/startup")
    async def startup() -> Response:
        return await _verdict("" if probes.started() else "starting")

    @app.get("/live")
    async def live() -> Response:
        age_s = probes.beat_age_s()
        return await _verdict(
            "" if age_s < BEAT_OLD_S else f"no beat for {age_s:.1f} s"
        )

    @app.get("/ready")
    async def ready() -> Response:
        return await _verdict(probes.why_not_ready())


async def _verdict(why_not: str) -> Response:
    return await _answer(503 if why_not else 200, f"{why_not or 'ok'}\n")


async def _answer(
    status: int, body: str | bytes, content_type: str = "text/plain; charset=utf-8"
) -> Response:
    response = await make_response(body, status, {"Content-Type": content_type})
    assert isinstance(response, Response)
    return response


async def serve_health(
    app: QuartTrio,
    sock: socket.socket,
    shutdown: Callable[[], Awaitable[None]],
    *,
    task_status: trio.TaskStatus[list[str]] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve until ``shutdown`` returns; takes the bound socket over."""
    config = Config()
    config.bind = [f"fd://{sock.detach()}"]
    config.accesslog = None
    config.errorlog = server_log
    server_log.setLevel(logging.WARNING)  # it tells users to press CTRL + C
    config.graceful_timeout = 0.5
    # It ignores "Connection: close" (pgjones/hypercorn#330): without a limit, a client
    # that waits for us to close would keep the connection for ever.
    config.read_timeout = READ_S
    config.h11_max_incomplete_size = 8192
    await serve(app, config, shutdown_trigger=shutdown, task_status=task_status)
