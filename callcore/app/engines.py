"""Composition root of the engine process: ``callcore engines FD``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import trio

from callcore.app.sentence import tell
from callcore.desk.linkpipe import LinkPipe
from callcore.engines.host.natives import ModelSettings, VoiceChoice
from callcore.engines.host.server import HostError, HostSettings, serve
from callcore.engines.models.errors import ModelError
from callcore.protocol.link import Beat
from callcore.shared.observe import log
from callcore.shared.settings import Config

LOOK_S: Final = 0.5
VOICES_OF: Final[dict[str, VoiceChoice]] = {
    "auto": "auto",
    "hibari": "hibari",
    "rhvoice": "rhvoice",
}


def run(config: Config, arguments: Sequence[str]) -> int:
    """Serve native models until the supervisor ends; return the exit code."""
    log.setup(config.log_level, "engines")
    code = 0
    try:
        trio.run(_serve, config, int(arguments[0]) if arguments else None)
    except* (HostError, ModelError) as reasons:
        code = tell(reasons)
    return code


def voice_of(config: Config) -> VoiceChoice:
    """Return which offline voices to load: the first that is named, else the best."""
    return next((VOICES_OF[each] for each in config.tts if each in VOICES_OF), "auto")


async def _serve(config: Config, fd: int | None) -> None:
    settings = HostSettings(
        socket=config.engines_socket,
        models=ModelSettings(
            cache=config.cache_dir,
            whisper_model=config.whisper_model,
            whisper_threads=config.whisper_threads,
            tts=voice_of(config),
        ),
        chaos=config.chaos,
    )
    if fd is None:  # by hand: no supervisor to beat for
        await serve(settings)
        return
    link, clients = LinkPipe.from_fd(fd), _Clients()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_leave_with_the_last, link, clients, nursery.cancel_scope)
        await serve(settings, beat=lambda: _beat(link), clients=clients.note)


def _beat(link: LinkPipe) -> None:
    link.send(Beat(0, 0))


class _Clients:
    """How many workers are connected."""

    def __init__(self) -> None:
        self.count = 0

    def note(self, change: int) -> None:
        self.count += change


async def _leave_with_the_last(
    link: LinkPipe, clients: _Clients, scope: trio.CancelScope
) -> None:
    """Outlive the supervisor for as long as orphaned workers serve their calls."""
    async for _message in link:
        pass
    while clients.count:  # noqa: ASYNC110 -- once in a process's life
        await trio.sleep(LOOK_S)
    scope.cancel(reason="the supervisor has ended and nobody is connected")
