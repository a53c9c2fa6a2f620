"""Asks the engine process to misbehave, over the socket that its workers use."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import trio

from callcore.engines.host.requests import FaultMode, Stage
from callcore.engines.host.wire import (
    KIND_DONE,
    OP_FAULT,
    Packet,
    Unpacker,
    WireError,
    pack,
)
from chaos.faults.fault import FaultError

ANSWER_S: Final = 2.0
RECEIVE_BYTES: Final = 65_536
TICKET: Final = 1  # of a connection of our own, so any number will do


async def break_stage(socket: Path, stage: Stage, mode: FaultMode) -> None:
    """Set one stage's fault; returns when it is set. Raises :exc:`FaultError`."""
    request = {"op": OP_FAULT, "ticket": TICKET, "stage": stage, "mode": mode}
    try:
        with trio.fail_after(ANSWER_S):
            kind = await _ask(socket, Packet(request))
    except (OSError, trio.TooSlowError, trio.BrokenResourceError, WireError) as exc:
        raise FaultError(f"the engine process did not take the fault: {exc}") from exc
    if kind != KIND_DONE:
        raise FaultError("the engine process refused the fault; is CALLCORE_CHAOS set?")


async def _ask(socket: Path, packet: Packet) -> object:
    unpacker = Unpacker()
    async with await trio.open_unix_socket(socket) as stream:
        await stream.send_all(pack(packet))
        while data := await stream.receive_some(RECEIVE_BYTES):
            for answer in unpacker.feed_untrusted(data):
                return answer.fields.get("kind")
    raise WireError("it closed the connection")
