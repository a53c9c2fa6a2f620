from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import trio

from adminapi.settings import load
from callcore.app.embedding import servers
from chaos.demo.house import House, inherited
from chaos.demo.ports import Ports
from chaos.demo.records import database_url
from chaos.dev.options import Options
from chaos.dev.people import Person
from chaos.dev.places import Places
from chaos.dev.program import Running, admin_settings, blueprint, welcome
from chaos.dev.ui import Ui
from tests.kit.until import until

NOBODY: Any = None
HERE = Places(8090, "http://127.0.0.1:8092")


def running(tmp_path: Path) -> Running:
    built = House(tmp_path, Ports(1, 2, 3), "http://x", NOBODY, NOBODY)
    return Running(built, HERE, {"admin": Person("demo", "s3cret")}, "unix://y")


def test_the_admin_api_accepts_its_settings():
    config = load(admin_settings(HERE))
    assert (config.port, config.ops_port) == (8090, 8091)
    assert config.public_url == "http://127.0.0.1:8092"


def test_the_user_is_told_what_to_open_and_how_to_log_in(tmp_path):
    text = "\n".join(welcome(running(tmp_path), Ui(HERE, "No Node here.")))
    assert "Open http://127.0.0.1:8092 and log in as demo with s3cret" in text
    assert "OFFICE=http://127.0.0.1:8090/api/v1 PASSWORD=s3cret" in text
    assert "No Node here." in text


def test_only_a_quick_house_has_scripted_ears(tmp_path):
    quick = blueprint(Options(quick=True), tmp_path, tmp_path, HERE)
    spoken = blueprint(Options(), tmp_path, tmp_path, HERE)
    assert quick.extra["CALLCORE_STT"] == "scripted"
    assert "CALLCORE_STT" not in spoken.extra
    assert quick.extra["CALLCORE_DATA_KEYS"] != spoken.extra["CALLCORE_DATA_KEYS"]


@pytest.mark.integration
def test_the_first_users_go_into_the_database_that_the_house_uses(tmp_path):
    built = running(tmp_path).built
    with servers(tmp_path, throwaway=True) as urls:
        assert database_url(built.data_dir) == urls.database


class Started:
    """`python -m chaos.dev --quick` as a test of the UI holds it."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.file = folder / "ready.json"
        self.log = folder / "log"
        command = [sys.executable, "-m", "chaos.dev", "--quick", "--with-parent"]
        command += ["--port", "0", "--ui", "none", "--ready", str(self.file), *more]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, env=inherited(), stdin=subprocess.PIPE, stdout=log, stderr=log
            )

    async def wait(self) -> dict[str, Any]:
        await until(lambda: self.file.exists() or self.process.poll() is not None, 120)
        assert self.file.exists(), self.log.read_text()
        found: dict[str, Any] = json.loads(self.file.read_text())
        return found

    def let_go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()


@pytest.fixture
def started(tmp_path) -> Iterator[Started]:
    house = Started(tmp_path, "--callers", "0", "--patient", "1", "--history", "20")
    yield house
    house.let_go()
    try:
        house.process.wait(40)
    finally:
        house.process.kill()


async def one_call(client: httpx.AsyncClient, **asked: str) -> dict[str, Any]:
    """Return the first call that there is; waits for it."""
    with trio.fail_after(60):
        while True:
            answer = await client.get("/calls", params=asked)
            items = answer.json().get("items", [])
            if items:
                found: dict[str, Any] = items[0]
                return found
            await trio.sleep(0.1)


def is_there(path: str) -> bool:
    return Path(path).exists()


@pytest.mark.integration
async def test_a_caller_of_the_house_is_taken_over_and_nothing_is_left_of_it(started):
    ready = await started.wait()
    headers = {"Origin": ready["origin"]}
    async with httpx.AsyncClient(
        base_url=ready["api"], headers=headers, trust_env=False, timeout=20
    ) as client:
        token = await client.post("/auth/login", json=ready["users"]["supervisor"])
        client.headers["Authorization"] = f"Bearer {token.json()['access_token']}"
        call_id = (await one_call(client, live="true"))["call_id"]
        done = await client.post(
            f"/live/calls/{call_id}/transfer",
            json={"reason": "test"},
            headers={"Idempotency-Key": str(uuid4())},
        )
        assert done.status_code == 200, done.text
        ended = await one_call(client, outcome="human", reason="test")
        assert ended["call_id"] == call_id
        assert (await one_call(client, recorded="true"))["call_id"]
        started.tell("pause redis")
        await until(lambda: '{"did": "pause redis"}' in started.log.read_text())
    started.let_go()  # frozen as it is, the house must end
    began_s = trio.current_time()
    await until(lambda: started.process.poll() is not None, 40)
    assert trio.current_time() - began_s < 30
    assert not started.file.exists()
    assert not is_there(ready["data_dir"])
