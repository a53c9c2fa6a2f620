"""Dial(AudioSocket/target/uuid/c(slin),,gS(limit)): the media of one call.

As Asterisk does it (ASTERISK.md sections 0-3): no buffering, no pacing, no re-framing;
whatever the server does wrong ends the leg, and the dialplan goes on.
"""

from __future__ import annotations

import math

import trio

from callcore.protocol.audiosocket import (
    AsteriskDecoder,
    Frame,
    Kind,
    PeerError,
    encode_audio,
    encode_dtmf,
    encode_uuid,
)
from tests.kit.phone.exchange import CONNECT_S, Exchange, PhoneSocket
from tests.kit.phone.handset import Handset
from tests.kit.phone.result import CallResult, LegEnd, Timed

FRAME_S = 0.020
TORN_S = 0.005  # section 0, fact 7


class Leg:
    """One AudioSocket connection of one call; writes into ``result`` as it goes."""

    def __init__(
        self, handset: Handset, result: CallResult, *, keeps_audio: bool
    ) -> None:
        self._handset = handset
        self._result = result
        self._keeps_audio = keeps_audio
        self._scope = trio.CancelScope()
        self._is_reset = False

    async def run(self, exchange: Exchange, call: bytes, limit_s: float) -> LegEnd:
        """Return why Dial returned. Cancelled when the caller hangs up: FIN or RST."""
        socket = await self._connect(exchange)
        if socket is None:
            return self._result.leg_end or LegEnd.REFUSED
        self._result.dial_status = "ANSWER"
        self._result.connected_s = trio.current_time()
        try:
            await self._talk(socket, call, limit_s)
        finally:
            if self._handset.is_crash:
                socket.abort()
            socket.close()
        return self._result.leg_end or LegEnd.LIMIT

    async def _connect(self, exchange: Exchange) -> PhoneSocket | None:
        self._result.dial_status = "CHANUNAVAIL"
        self._result.leg_end = LegEnd.REFUSED
        try:
            with trio.fail_after(CONNECT_S):
                socket = await exchange.connect(self._result.target)
        except (OSError, ValueError) as exc:  # ValueError: not host:port
            self._result.errors.append(f"connect: {exc}")
            return None
        except trio.TooSlowError:
            self._result.leg_end = LegEnd.NO_ANSWER
            return None
        self._result.leg_end = None
        return socket

    async def _talk(self, socket: PhoneSocket, call: bytes, limit_s: float) -> None:
        self._scope.deadline = trio.current_time() + limit_s
        with self._scope:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._speak, socket, call)
                nursery.start_soon(self._hear, socket)

    def _end(self, why: LegEnd, exc: Exception | None = None) -> None:
        """End the leg for the first reason that came up."""
        if self._result.leg_end is None:
            self._result.leg_end = why
            if exc is not None:
                self._result.errors.append(f"{why.value}: {exc}")
        self._scope.cancel(reason=why.value)

    # -- to the server -----------------------------------------------------------

    async def _speak(self, socket: PhoneSocket, call: bytes) -> None:
        try:
            socket.send_nowait(encode_uuid(call))
            start_s, frame = trio.current_time(), 0
            while True:
                self._send_frame(socket)
                frame += 1
                await trio.sleep_until(start_s + frame * FRAME_S)
        except BlockingIOError as exc:
            self._end(LegEnd.STUCK, exc)
        except OSError as exc:
            # The kernel tells of a reset once, to whoever asks first; and a HANGUP
            # frame or a FIN may still wait to be read.
            self._is_reset = isinstance(exc, ConnectionResetError)
            await trio.sleep(TORN_S)
            self._end(LegEnd.RESET, exc)

    def _send_frame(self, socket: PhoneSocket) -> None:
        digit = self._handset.take_digit(trio.current_time())
        if digit is not None:
            socket.send_nowait(encode_dtmf(digit))
            self._result.digits += digit
        pcm = self._handset.take_frame()
        if pcm:
            socket.send_nowait(encode_audio(pcm))
            self._note(self._result.sent, pcm)

    # -- from the server ---------------------------------------------------------

    async def _hear(self, socket: PhoneSocket) -> None:
        decoder = AsteriskDecoder()
        torn_s = math.inf
        try:
            while True:
                await self._handset.wait_thawed()
                with trio.move_on_at(torn_s) as patience:
                    data = await socket.receive()
                if patience.cancelled_caught:
                    return self._end(LegEnd.TORN)
                frames = decoder.receive_data_untrusted(data)
                if self._take(frames):
                    return self._end(LegEnd.HANGUP)
                if not data:
                    return self._end(LegEnd.RESET if self._is_reset else LegEnd.FIN)
                torn_s = self._torn_s(torn_s, decoder.partial_bytes, bool(frames))
                await trio.lowlevel.checkpoint()  # receive() need not be one
        except PeerError as exc:
            self._end(LegEnd.BAD_FRAME, exc)
        except OSError as exc:
            self._end(LegEnd.RESET, exc)

    @staticmethod
    def _torn_s(before_s: float, partial_bytes: int, is_another: bool) -> float:
        """Return when the unfinished frame, if there is one, will be given up."""
        if not partial_bytes:
            return math.inf
        if is_another or before_s == math.inf:
            return trio.current_time() + TORN_S
        return before_s

    def _take(self, frames: list[Frame]) -> bool:
        """Play frames as they come; True at HANGUP, after which nothing is read."""
        for kind, pcm in frames:
            if kind is Kind.HANGUP:
                return True
            now_s = self._note(self._result.heard, pcm)
            if self._handset.ear is not None:
                self._handset.ear(now_s, pcm)
        return False

    def _note(self, where: list[Timed], pcm: bytes) -> float:
        now_s = trio.current_time()
        where.append(Timed(now_s, pcm if self._keeps_audio else b""))
        return now_s
