from __future__ import annotations

import httpx
import pytest
import trio
from quart_trio import QuartTrio

from chaos.store.serving import bind, serve_app

pytestmark = pytest.mark.integration


async def test_the_reported_port_answers_and_the_end_is_clean(app: QuartTrio) -> None:
    ended = trio.Event()
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            port = await nursery.start(serve_app, app, bind(0), ended.wait)
            async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
                answer = await client.get(f"http://127.0.0.1:{port}/health")
            assert answer.status_code == 200
            ended.set()


def test_only_this_machine_is_served() -> None:
    with bind(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_a_port_in_use_is_an_error_at_once() -> None:
    with bind(0) as listener:
        with pytest.raises(OSError, match="in use"):
            bind(listener.getsockname()[1])
