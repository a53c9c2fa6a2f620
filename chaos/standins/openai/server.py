"""The OpenAI stand-in on a thread of its own, with its own Trio."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

import trio

from chaos.standins.ears import Hears, PluggedEar
from chaos.standins.held import HOST, HeldStandin
from chaos.standins.mouths import PluggedMouth, Speaks
from chaos.standins.openai.app import build_app
from chaos.standins.openai.house import House, Replies, say_hello
from chaos.standins.trouble import Trouble
from chaos.store.serving import bind, serve_app
from tests.kit.llmserver import Reply


class OpenAIStandin(HeldStandin):
    """The stand-in as tests hold it."""

    vendor = "openai"

    def __init__(self, house: House) -> None:
        super().__init__(house.seen, house.mishaps)
        self._house = house
        self._token: trio.lowlevel.TrioToken | None = None
        self._scope = trio.CancelScope()

    @property
    def url(self) -> str:
        """Return its base address, in the form of CALLCORE_STT_URL."""
        return f"http://{HOST}:{self.port}/v1"

    def serve_here(self) -> None:
        """See :class:`HeldStandin`."""
        trio.run(self._serve)

    def ask_to_end(self) -> None:
        """See :class:`HeldStandin`."""
        if self._token:
            end = partial(self._scope.cancel, reason="the stand-in is stopped")
            self._token.run_sync_soon(end)

    async def _serve(self) -> None:
        self._token = trio.lowlevel.current_trio_token()
        with self._scope:
            async with trio.open_nursery() as nursery:
                app, listener = build_app(self._house), bind(0)
                serve = partial(serve_app, app, listener, trio.sleep_forever)
                self.serves(await nursery.start(serve))


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
