"""The probes, the metrics and the drain, over the application's test client."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
import trio
from prometheus_client import CollectorRegistry, Counter

from callcore.daemon.health import Probes, build_app, serve_health
from tests.kit.until import until


class Worker:
    """What the probes see."""

    def __init__(self) -> None:
        self.started = True
        self.age_s = 0.1
        self.why = ""
        self.drained: list[float] = []

    def probes(self) -> Probes:
        return Probes(
            started=lambda: self.started,
            beat_age_s=lambda: self.age_s,
            why_not_ready=lambda: self.why,
            drain=self.drained.append,
            drain_s=30.0,
        )


def an_app(worker: Worker):
    registry = CollectorRegistry()
    Counter("callcore_test", "x", registry=registry).inc()
    return build_app(worker.probes(), registry)


def set_to(name: str, value: object) -> Callable[[Worker], None]:
    return lambda worker: setattr(worker, name, value)


@pytest.mark.parametrize(
    ("path", "change", "status", "text"),
    [
        ("/startup", set_to("started", True), 200, "ok"),
        ("/startup", set_to("started", False), 503, "starting"),
        ("/live", set_to("age_s", 0.9), 200, "ok"),
        ("/live", set_to("age_s", 3.04), 503, "no beat for 3.0 s"),
        ("/live", set_to("age_s", float("inf")), 503, "no beat for inf s"),
        ("/ready", set_to("why", ""), 200, "ok"),
        ("/ready", set_to("why", "draining"), 503, "draining"),
    ],
)
async def test_a_probe_says_yes_or_why_not(path, change, status, text):
    worker = Worker()
    change(worker)
    response = await an_app(worker).test_client().get(path)
    assert response.status_code == status
    assert (await response.get_data(as_text=True)) == f"{text}\n"


async def test_metrics_are_those_of_the_registry():
    response = await an_app(Worker()).test_client().get("/metrics")
    assert response.content_type.startswith("text/plain; version=")
    assert "callcore_test_total 1.0" in await response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "status", "drained"),
    [
        ("", 202, [30.0]),
        ("?seconds=1.5", 202, [1.5]),
        ("?seconds=-1", 400, []),
        ("?seconds=nan", 400, []),
        ("?seconds=1e9", 400, []),
        ("?seconds=soon", 202, [30.0]),
    ],
)
async def test_a_drain_has_a_sensible_number_of_seconds(query, status, drained):
    worker = Worker()
    response = await an_app(worker).test_client().post(f"/drain{query}")
    assert response.status_code == status
    assert worker.drained == drained


async def test_a_drain_must_be_posted():
    response = await an_app(Worker()).test_client().get("/drain")
    assert response.status_code == 405


@pytest.mark.integration
async def test_it_serves_on_a_claimed_port_until_told_to_stop():
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    port = sock.getsockname()[1]
    stop = trio.Event()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve_health, an_app(Worker()), sock, stop.wait)
        answer = b""
        with trio.fail_after(20):
            while not answer:
                answer = await get(port)
        assert answer.startswith(b"HTTP/1.1 200")
        stop.set()
        await until(lambda: not nursery.child_tasks)


async def get(port: int) -> bytes:
    try:
        stream = await trio.open_tcp_stream("127.0.0.1", port)
    except OSError:
        await trio.sleep(0.01)
        return b""
    async with stream:
        await stream.send_all(b"GET /live HTTP/1.0\r\n\r\n")
        return bytes(await stream.receive_some(999))
