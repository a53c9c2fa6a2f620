"""Servers of our own, the admin API on a port, and an admin with a token."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import trio

from adminapi.auth.keys import new_key
from callcore.shared.database.migrate import migrate
from callcore.shared.database.pool import open_database
from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.embedded.valkey import EmbeddedValkey
from callcore.shared.sealed import keytext

NAME = "attacker"
START_S = 30.0
END_S = 10.0
FAST = {"fsync": "off", "synchronous_commit": "off"}


@dataclass(frozen=True)
class Stage:
    """Where the API is and who attacks it."""

    url: str
    ops_url: str
    token: str
    name: str
    password: str
    pid: int


@contextmanager
def stage(module: str = "chaos.security.target") -> Iterator[Stage]:
    """Start everything, yield, stop everything. ``module`` serves the API."""
    with TemporaryDirectory(prefix="callcore-stage-") as name:
        folder = Path(name)
        postgres = EmbeddedPostgres(folder / "postgres", FAST)
        valkey = EmbeddedValkey(folder / "valkey")
        try:
            url = postgres.start("admin")
            trio.run(_migrate, url)
            environment = _environment(url, valkey.start(), folder)
            with _served(module, environment) as served:
                yield served
        finally:
            valkey.stop()
            postgres.stop()


async def _migrate(url: str) -> None:
    async with open_database(url) as database:
        await migrate(database)


def _environment(database_url: str, redis_url: str, folder: Path) -> dict[str, str]:
    port, ops_port = _free_ports()
    ours = os.environ.items()  # noqa: TID251 - handed on to children
    return {
        **{k: v for k, v in ours if not k.startswith("ADMINAPI_")},
        "ADMINAPI_DATABASE_URL": database_url,
        "ADMINAPI_REDIS_URL": redis_url,
        "ADMINAPI_PORT": str(port),
        "ADMINAPI_OPS_PORT": str(ops_port),
        "ADMINAPI_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ADMINAPI_SIGNING_KEY": new_key(),
        "ADMINAPI_DATA_KEYS": keytext.new_key(),
        "ADMINAPI_DATA_DIR": str(folder),
        "ADMINAPI_LOG_LEVEL": "warning",
    }


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


@contextmanager
def _served(module: str, environment: dict[str, str]) -> Iterator[Stage]:
    password = secrets.token_urlsafe(18)
    subprocess.run(
        [sys.executable, "-m", "adminapi", "create-user", NAME, "--role", "admin", "--password-stdin"],
        input=password + "\n",
        text=True,
        env=environment,
        check=True,
        timeout=START_S,
    )  # fmt: skip
    process = subprocess.Popen([sys.executable, "-m", module], env=environment)
    try:
        url = environment["ADMINAPI_PUBLIC_URL"]
        ops_url = f"http://127.0.0.1:{environment['ADMINAPI_OPS_PORT']}"
        _wait_ready(ops_url, process)
        told = httpx.post(
            f"{url}/api/v1/auth/login", json={"name": NAME, "password": password}
        )
        token = told.raise_for_status().json()["access_token"]
        yield Stage(url, ops_url, token, NAME, password, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_ready(ops_url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{ops_url}/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)  # noqa: TID251 - no loop to block
    raise RuntimeError("the admin API does not start")
