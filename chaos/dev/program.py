"""The house of ``just dev``: built, given a first user, and rung up until it is stopped."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import httpx
import trio

from callcore.engines.models.whisper import prepare_whisper
from callcore.shared.ids import Language
from chaos.demo.arguments import Options as CallOptions
from chaos.demo.cast import Cast, cast
from chaos.demo.children import ChildError, child
from chaos.demo.engines import Engines
from chaos.demo.house import Blueprint, House, data_folder, house, inherited
from chaos.demo.ports import HOST
from chaos.demo.records import database_url
from chaos.demo.ringing import Plan, ring

USER: Final = "demo"
OPS_OFFSET: Final = 1  # the port of /ready stands beside that of the API
READY_S: Final = 60.0
POLL_S: Final = 0.2
USER_S: Final = 60.0
PAUSE_S: Final = 4.0  # between two calls of one caller

Tell = Callable[[str], None]


async def develop(
    cache: Path, callers: int, language: Language, port: int, *, tell: Tell
) -> None:
    """Run everything until cancelled. Raises what the demo raises when it cannot run."""
    tell("checking the speech models, rendering the callers' lines")
    await trio.to_thread.run_sync(prepare_whisper, cache, lambda _share: None)
    chosen = await trio.to_thread.run_sync(cast, CallOptions(language=language), cache)
    async with data_folder(keep=False) as folder:
        extra = admin_settings(port)
        plan = Blueprint(
            folder, cache, language, Engines(), extra, ("dev", "--throwaway")
        )
        async with house(plan, tell) as built:
            await _wait_ready(built, port + OPS_OFFSET)
            password = await first_user(built)
            for line in welcome(port, password):
                tell(line)
            runner = [sys.executable, "-m", "chaos.prompts", "work"]
            runner += ["--database", database_url(built.data_dir)]
            async with child("prompts", runner, inherited(), folder):
                await _ring_for_ever(built, chosen, callers, language, tell)


def admin_settings(port: int) -> dict[str, str]:
    """Return the settings of the admin API on a port of this machine."""
    return {
        "ADMINAPI_HOST": HOST,
        "ADMINAPI_PORT": str(port),
        "ADMINAPI_OPS_PORT": str(port + OPS_OFFSET),
        "ADMINAPI_PUBLIC_URL": f"http://{HOST}:{port}",
    }


def welcome(port: int, password: str) -> list[str]:
    """Return what the user needs to know."""
    return [
        "",
        f"The admin API answers at http://{HOST}:{port}/api/v1 (openapi.json there).",
        "A first user was made for this run; the session in README.md uses it:",
        "",
        f"  export OFFICE=http://{HOST}:{port}/api/v1 PASSWORD={password}",
        "",
        "Ctrl-C stops everything and deletes the databases.",
        "",
    ]


async def first_user(built: House) -> str:
    """Make the user ``demo``, an admin with a random password; return the password."""
    password = secrets.token_urlsafe(18)
    environment = inherited() | {"ADMINAPI_DATABASE_URL": database_url(built.data_dir)}
    with trio.fail_after(USER_S):
        done = await trio.run_process(
            [
                *(sys.executable, "-m", "adminapi", "create-user", USER),
                *("--role", "admin", "--password-stdin"),
            ],
            stdin=password.encode() + b"\n",
            env=environment,
            capture_stdout=True,
            capture_stderr=True,
            check=False,
        )
    if done.returncode:
        said = done.stderr.decode(errors="replace")[-500:]
        raise ChildError(f"the first user could not be made: {said}")
    return password


async def _wait_ready(built: House, ops_port: int) -> None:
    async with httpx.AsyncClient() as client:
        with trio.move_on_after(READY_S):
            while True:
                built.callcore.check()
                if await _is_ready(client, ops_port):
                    return
                await trio.sleep(POLL_S)
    raise ChildError(f"the admin API was not ready\n{built.callcore.tail()}")


async def _is_ready(client: httpx.AsyncClient, port: int) -> bool:
    try:
        answer = await client.get(f"http://{HOST}:{port}/ready")
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


async def _ring_for_ever(
    built: House, chosen: Cast, callers: int, language: Language, tell: Tell
) -> None:
    async with trio.open_nursery() as nursery:
        for _ in range(callers):
            work = partial(_keep_ringing, built, chosen, language, tell)
            nursery.start_soon(work)
            await trio.sleep(PAUSE_S)
        while True:
            built.callcore.check()
            built.store.check()
            await trio.sleep(1.0)


async def _keep_ringing(
    built: House, chosen: Cast, language: Language, tell: Tell
) -> None:
    while True:
        plan = Plan(
            built, language, chosen.talker(), chosen.clips, chosen.judge,
            lambda _scene: None, None, chosen.withheld,
        )  # fmt: skip
        result = await ring(plan)
        tell(f"call {result.call_id}: {result.verdict.why}")
        await trio.sleep(PAUSE_S)
