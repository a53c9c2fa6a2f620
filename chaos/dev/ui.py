"""The web UI of ``just dev``: Vite with hot reload, or what is built."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import httpx
import trio

from chaos.demo.children import ChildError, child
from chaos.demo.ports import HOST
from chaos.dev.places import Places
from chaos.webui import developing
from chaos.webui.places import PACKAGED
from chaos.webui.running import Unable

READY_S: Final = 30.0
POLL_S: Final = 0.1
BUILT: Final = "The web UI is the built one: {why}"
NONE: Final = "There is no web UI: {why} `just webui-build` makes one."

Wish = Literal["auto", "vite", "none"]


@dataclass(frozen=True, slots=True)
class Ui:
    """Where browsers go, and a sentence if it is not the best there is."""

    places: Places
    about: str = ""


@asynccontextmanager
async def open_ui(
    wish: Wish, places: Places, folder: Path, tell: Callable[[str], None]
) -> AsyncIterator[Ui]:
    """Serve the UI while the block runs. Raises :exc:`ChildError` if ``vite`` cannot.

    An origin of the user's own is where his UI is: then nothing is served beside it.
    """
    if wish == "none" or (wish == "auto" and places.origin != places.api):
        yield Ui(places)
        return
    tell("preparing the web UI")
    try:
        vite = await trio.to_thread.run_sync(
            developing.vite, places.ui_port, places.api, abandon_on_cancel=True
        )
    except Unable as why:
        if wish == "vite":
            raise ChildError(str(why)) from None
        yield Ui(places, (BUILT if is_built() else NONE).format(why=why))
        return
    command = [*vite.command, str(vite.folder)]
    async with child("vite", command, vite.environment, folder) as running:
        origin = f"http://{HOST}:{places.ui_port}"
        await _wait_up(running.check, origin)
        yield Ui(replace(places, origin=origin))


def is_built() -> bool:
    """Return whether adminapi has a UI to serve."""
    return (PACKAGED / "index.html").is_file()


async def _wait_up(check: Callable[[], None], origin: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        with trio.move_on_after(READY_S):
            while True:
                check()
                try:
                    await client.get(origin)
                except httpx.HTTPError:
                    await trio.sleep(POLL_S)
                else:
                    return
    raise ChildError(f"Vite was not ready within {READY_S:.0f} s")
