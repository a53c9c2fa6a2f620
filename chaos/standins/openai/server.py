"""The OpenAI stand-in on a thread of its own, with its own Trio."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Final

import outcome
import trio

from chaos.standins.ears import Hears, PluggedEar
from chaos.standins.mouths import PluggedMouth, Speaks
from chaos.standins.openai.app import build_app
from chaos.standins.openai.house import House, Replies, say_hello
from chaos.standins.seen import SeenList
from chaos.standins.trouble import Trouble
from chaos.store.serving import HOST, bind, serve_app
from tests.kit.llmserver import Reply

START_S: Final = 20.0
CLOSE_S: Final = 10.0


class OpenAIStandin:
    """A stand-in on a thread, as tests hold it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._token: trio.lowlevel.TrioToken | None = None
        self._scope = trio.CancelScope()
        self._thread = threading.Thread(
            target=self._run, name="openai-standin", daemon=True
        )
        self.port = 0

    @property
    def url(self) -> str:
        """Return its base address, in the form of CALLCORE_STT_URL."""
        return f"http://{HOST}:{self.port}/v1"

    @property
    def trouble(self) -> Trouble:
        """Return how it misbehaves; may be set at any time."""
        return self._house.mishaps.trouble

    @trouble.setter
    def trouble(self, trouble: Trouble) -> None:
        self._house.mishaps.trouble = trouble

    @property
    def seen(self) -> SeenList:
        """Return what it was asked, oldest first."""
        return self._house.seen

    @property
    def open_streams(self) -> int:
        """Return how many requests are running."""
        return self._house.seen.open_count

    def start(self) -> None:
        """Serve on a new thread; return when it answers."""
        self._thread.start()
        if not self._ready.wait(START_S):
            raise TimeoutError("the OpenAI stand-in does not start")
        if self._failure:
            raise self._failure

    def stop(self) -> None:
        """End it; nothing is left."""
        if self._token and self._thread.is_alive():
            end = partial(self._scope.cancel, reason="the stand-in is stopped")
            self._token.run_sync_soon(end)
        self._thread.join(CLOSE_S)
        if self._thread.is_alive():
            raise TimeoutError("the OpenAI stand-in does not stop")

    def _run(self) -> None:
        result = outcome.capture(trio.run, self._serve)
        if isinstance(result, outcome.Error):  # told to the one who started it
            self._failure = result.error
        self._ready.set()

    async def _serve(self) -> None:
        self._token = trio.lowlevel.current_trio_token()
        with self._scope:
            async with trio.open_nursery() as nursery:
                app, listener = build_app(self._house), bind(0)
                serve = partial(serve_app, app, listener, trio.sleep_forever)
                self.port = await nursery.start(serve)
                self._ready.set()


def scripted(replies: Iterable[Reply]) -> Replies:
    """Return replies in turn; the last one is repeated for ever."""
    script = list(replies)

    async def next_one(_body: Mapping[str, object]) -> Reply:
        await trio.lowlevel.checkpoint()
        return script.pop(0) if len(script) > 1 else script[0]

    return next_one


@contextmanager
def openai_standin(
    hears: Hears | None = None,
    speaks: Speaks | None = None,
    replies: Replies | Iterable[Reply] | None = None,
    *,
    key: str = "",
    models: Iterable[str] = (),
    trouble: Trouble | None = None,
) -> Iterator[OpenAIStandin]:
    """Serve OpenAI's API on a free port of this machine.

    ``hears`` and ``speaks`` are asked on threads; without them speech is spelled
    (:mod:`callcore.engines.spelled`). ``replies`` is a script, or a function of the
    request. ``models`` are served beside the vendor's. Blocks up to a second.
    """
    if replies is None:
        replies = say_hello
    elif not callable(replies):
        replies = scripted(replies)
    house = House(
        PluggedEar(hears),
        PluggedMouth(speaks),
        replies,
        key=key,
        models=frozenset(models),
    )
    if trouble:
        house.mishaps.trouble = trouble
    standin = OpenAIStandin(house)
    standin.start()
    try:
        yield standin
    finally:
        standin.stop()
