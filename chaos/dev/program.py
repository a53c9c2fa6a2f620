"""The house of ``just dev``: built, peopled, and rung up until it is stopped."""

from __future__ import annotations

import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

import httpx
import trio

from callcore.app.embedding import FOLDER as EMBEDDED
from callcore.archive.home import home_of
from callcore.engines.models.whisper import prepare_whisper
from callcore.shared.embedded.valkey import EmbeddedValkey
from callcore.shared.ids import Language
from callcore.shared.sealed import keytext
from chaos.demo.arguments import Options as CallOptions
from chaos.demo.cast import Cast, cast
from chaos.demo.children import ChildError, child
from chaos.demo.engines import Engines
from chaos.demo.house import Blueprint, House, data_folder, house, inherited
from chaos.demo.ports import HOST
from chaos.demo.records import database_url
from chaos.demo.ringing import Plan, ring
from chaos.dev import callers, spelling
from chaos.dev.board import publish_board
from chaos.dev.faults import Faults
from chaos.dev.furnishing import Past, furnish, wait_tables
from chaos.dev.leash import obey
from chaos.dev.options import Options
from chaos.dev.people import Person
from chaos.dev.places import Places, places_of
from chaos.dev.readyfile import Ready, write_ready
from chaos.dev.ui import Ui, open_ui

READY_S: Final = 60.0
POLL_S: Final = 0.1
PAUSE_S: Final = 4.0  # between two calls of one caller
PROGRAM: Final = ("dev", "--throwaway")

Tell = Callable[[str], None]
Users = Mapping[str, Person]


@dataclass(frozen=True, slots=True)
class Running:
    """A house that is up, and how one gets in."""

    built: House
    places: Places
    users: Users
    redis_url: str

    @property
    def ready(self) -> Ready:
        """Return what a test must know."""
        return Ready(
            self.places.api,
            self.places.origin,
            self.places.ops,
            self.users,
            database_url(self.built.data_dir),
            self.redis_url,
            self.built.data_dir,
        )


async def develop(options: Options, cache: Path, tell: Tell) -> None:
    """Run everything until cancelled. Raises what the demo raises when it cannot run."""
    chosen = None if options.quick else await _prepare(options, cache, tell)
    places = places_of(options.port, options.origin)
    async with data_folder(keep=False) as folder, open_ui(
        options.ui, places, folder, tell
    ) as ui:  # fmt: skip
        plan = blueprint(options, folder, cache, ui.places)
        async with _up(plan, options, ui, tell) as running:
            for line in welcome(running, ui):
                tell(line)
            await _live_in(running, options, chosen, tell)


def blueprint(options: Options, folder: Path, cache: Path, places: Places) -> Blueprint:
    """Return what the house is built from."""
    extra = admin_settings(places) | dict(spelling.SETTINGS if options.quick else {})
    extra |= {
        # ours, so that the past is sealed before callcore has made keys of its own
        "CALLCORE_DATA_KEYS": keytext.new_key(),
        "CALLCORE_RECORDINGS_AS": "opus",
    }
    language = options.languages[0]
    return Blueprint(folder, cache, language, Engines(), extra, PROGRAM)


def admin_settings(places: Places) -> dict[str, str]:
    """Return the settings of the admin API on ports of this machine."""
    return {
        "ADMINAPI_HOST": HOST,
        "ADMINAPI_PORT": str(places.port),
        "ADMINAPI_OPS_PORT": str(places.ops_port),
        "ADMINAPI_PUBLIC_URL": places.origin,
    }


def welcome(running: Running, ui: Ui) -> list[str]:
    """Return what the user needs to know."""
    admin = running.users["admin"]
    return [
        "",
        f"Open {running.places.origin} and log in as {admin.name} with {admin.password}",
        *([ui.about] if ui.about else []),
        "The session in README.md uses the same user:",
        "",
        f"  export OFFICE={running.places.api}/api/v1 PASSWORD={admin.password}",
        "",
        "Ctrl-C stops everything and deletes the databases.",
        "",
    ]


async def _prepare(options: Options, cache: Path, tell: Tell) -> Cast:
    tell("checking the speech models, rendering the callers' lines")
    await trio.to_thread.run_sync(prepare_whisper, cache, lambda _share: None)
    calls = CallOptions(language=options.languages[0])
    return await trio.to_thread.run_sync(cast, calls, cache)


@asynccontextmanager
async def _up(
    plan: Blueprint, options: Options, ui: Ui, tell: Tell
) -> AsyncIterator[Running]:
    """Run the house; the block runs when the admin API answers and users can log in."""
    url, keys = database_url(plan.folder), plan.extra["CALLCORE_DATA_KEYS"]
    found: dict[str, Person] = {}
    home_of(plan.folder)  # made before two processes could make one each
    async with trio.open_nursery() as nursery:
        done = trio.Event()

        async def fill() -> None:
            await wait_tables(url)  # workers start at the same time
            past = Past(url, plan.folder, keys, options.history)
            found.update(await furnish(past, tell))
            done.set()

        nursery.start_soon(fill)
        async with house(plan, tell) as built:
            await done.wait()
            await _wait_ready(built, ui.places)
            redis_url = EmbeddedValkey(plan.folder / EMBEDDED / "redis").url
            yield Running(built, ui.places, found, redis_url)
        nursery.cancel_scope.cancel(reason="the house is closed")


async def _live_in(
    running: Running, options: Options, chosen: Cast | None, tell: Tell
) -> None:
    """Let people call, until the parent is gone or something has died."""
    built, ready = running.built, running.ready
    faults = Faults(built.data_dir, ready.database_url, ready.redis_url)
    runner = [sys.executable, "-m", "chaos.prompts", "work"]
    runner += ["--database", ready.database_url]
    try:
        async with (
            child("prompts", runner, inherited(), built.data_dir),
            trio.open_nursery() as nursery,
        ):
            if options.live:
                board = partial(
                    publish_board, ready.redis_url, options.live, options.hz
                )
                nursery.start_soon(board)
            _invite(nursery, running, options, chosen, tell)
            if options.ready is not None:
                write_ready(options.ready, ready)
            nursery.start_soon(_watch, built)
            if options.with_parent:
                await obey(faults, tell)
                nursery.cancel_scope.cancel(reason="the parent has let go")
    finally:
        faults.thaw()  # a server that is stopped cannot be told to end
        built.callcore.send(signal.SIGTERM)  # it ends while the others are told to
        if options.ready is not None:
            options.ready.unlink(missing_ok=True)


def _invite(
    nursery: trio.Nursery,
    running: Running,
    options: Options,
    chosen: Cast | None,
    tell: Tell,
) -> None:
    """Start all callers."""
    built, languages = running.built, options.languages
    for number in range(options.callers):
        if chosen is None:
            visits = callers.visits(languages, first=number)
            nursery.start_soon(callers.keep_ringing, built, visits, tell)
        else:
            nursery.start_soon(_keep_ringing, built, chosen, languages[0], number, tell)
    for number in range(options.patient):
        plan = callers.patient_visits(languages, first=number)
        nursery.start_soon(callers.keep_ringing, built, plan, tell)


async def _watch(built: House) -> NoReturn:
    """Raise :exc:`ChildError` when something that must run has ended."""
    while True:
        built.callcore.check()
        built.store.check()
        await trio.sleep(1.0)


async def _wait_ready(built: House, places: Places) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        with trio.move_on_after(READY_S):
            while True:
                built.callcore.check()
                if await _is_ready(client, places.ops):
                    return
                await trio.sleep(POLL_S)
    raise ChildError(f"the admin API was not ready\n{built.callcore.tail()}")


async def _is_ready(client: httpx.AsyncClient, ops: str) -> bool:
    try:
        answer = await client.get(f"{ops}/ready")
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


async def _keep_ringing(
    built: House, chosen: Cast, language: Language, number: int, tell: Tell
) -> NoReturn:
    """Make spoken calls, one after another."""
    await trio.sleep(PAUSE_S * number)
    while True:
        plan = Plan(
            built, language, chosen.talker(), chosen.clips, chosen.judge,
            lambda _scene: None, None, chosen.withheld,
        )  # fmt: skip
        result = await ring(plan)
        tell(f"call {result.call_id}: {result.verdict.why}")
        await trio.sleep(PAUSE_S)
