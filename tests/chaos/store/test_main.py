"""The process itself; what it serves is tested in test_app.py and by the store client."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from chaos.store.serving import bind
from tests.kit.storeprocess import store_process

pytestmark = pytest.mark.integration

ORDER: dict[str, Any] = {
    "call_id": "call-1",
    "lines": [{"product_id": "t02", "quantity": 4}],
    "phone": "+380671234567",
    "delivery": {"option_id": "pickup"},
}


async def test_it_says_where_it_is_and_ends_on_sigterm(tmp_path: Path) -> None:
    async with store_process(tmp_path / "store.sqlite") as store:
        assert store.url.startswith("http://127.0.0.1:")
        assert await store.orders_of("nobody") == []
    assert store.process.returncode == 0


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chaos.store", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_wrong_option_is_one_clear_sentence() -> None:
    ended = run("--port", "many")
    assert ended.returncode == 2
    assert "invalid int value: 'many'" in ended.stderr


def test_a_port_in_use_is_one_clear_sentence() -> None:
    with bind(0) as listener:
        ended = run("--port", str(listener.getsockname()[1]))
    assert ended.returncode == 1
    assert ended.stderr.startswith("chaos.store cannot start: ")
    assert ended.stderr.count("\n") == 1


def test_a_folder_that_is_not_there_is_one_clear_sentence() -> None:
    ended = run("--data", "/nowhere/at/all.sqlite")
    assert ended.returncode == 1
    assert ended.stderr.startswith("chaos.store cannot start: unable to open")


def test_a_negative_rate_is_one_clear_sentence() -> None:
    ended = run("--rate", "-1")
    assert ended.returncode == 2
    assert "argument --rate: 0 to 1000000, not -1" in ended.stderr


def test_token_and_rate_are_taken_from_the_command_line() -> None:
    command = [
        sys.executable,
        "-m",
        "chaos.store",
        "--token",
        "right",
        "--rate",
        "0.01",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            url = json.loads(process.stdout.readline())["url"]
            known = {"Authorization": "Bearer right"}
            with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
                assert client.get("/products/t02").status_code == 401
                statuses = [
                    client.get("/products/t02", headers=known).status_code
                    for _ in range(2)
                ]
        finally:
            process.terminate()
    assert statuses == [200, 429]


def client_of(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, trust_env=False, timeout=30)


def key(text: str) -> dict[str, str]:
    return {"Idempotency-Key": f"{text:->8}"}


@pytest.mark.parametrize(
    ("crash", "state"),
    [
        ("before-commit", "draft"),
        ("after-commit", "confirmed"),
        ("before-reply", "confirmed"),
    ],
)
async def test_a_store_that_kills_itself_has_done_all_or_nothing(
    crash: str, state: str, tmp_path: Path
) -> None:
    data = tmp_path / "store.sqlite"
    async with store_process(data) as store, client_of(store.url) as client:
        made = await client.post("/orders", json=ORDER, headers=key("create"))
        path = f"/orders/{made.json()['id']}"
        await store.trouble(crash=crash, only=["confirm"])
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post(f"{path}/confirm", headers=key("confirm"))
        assert await store.process.wait() == -signal.SIGKILL
    port = urlsplit(store.url).port or 0
    async with store_process(data, port=port) as again, client_of(again.url) as client:
        assert again.url == store.url
        assert (await client.get(path)).json()["state"] == state
        answer = await client.post(f"{path}/confirm", headers=key("confirm"))
        assert answer.json()["state"] == "confirmed"
        product = await client.get("/products/t02")
        assert product.json()["stock"] == 28  # taken once, whenever that was


async def test_half_an_answer_ends_in_a_cut_connection_and_the_work_is_done() -> None:
    async with store_process() as store, client_of(store.url) as client:
        await store.trouble(half=True)
        with pytest.raises(httpx.RemoteProtocolError, match="complete"):
            await client.post("/orders", json=ORDER, headers=key("create"))
        await store.trouble()
        assert len(await store.orders_of(ORDER["call_id"])) == 1
