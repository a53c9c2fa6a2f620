"""How fast a reply stops on a real socket: callers who talk over long replies.

The worker is another process, its ear instant: it is sure with the first loud frame. So
what is measured is all that lies between that frame leaving the phone and the last frame
of speech reaching it, with what was in the send queue.
"""

from __future__ import annotations

import random
import socket
import time
from dataclasses import dataclass, field
from typing import Any, Final

from chaos.bench import measured
from chaos.bench.load import (
    FRAME_S,
    QUIET,
    SPEECH_FRAMES,
    VOICE,
    Caller,
    is_loud,
    play,
    quantile_ms,
)

LISTEN_FRAMES: Final = (30, 110)  # 0.6 to 2.2 s of a reply of about 8 s
FRESH_S: Final = 0.05  # the reply was being said when he began
IGNORED_FRAMES: Final = 10  # 200 ms: that is not slow, that is going on
WINDOW_S: Final = 0.9  # after that comes the answer to what he said


@dataclass(slots=True)
class Interrupter(Caller):
    """Talks for a second, listens for a while, talks again."""

    chance: random.Random = field(default_factory=random.Random)
    talks_from: int = 0
    began_s: list[float] = field(default_factory=list)
    loud_s: list[float] = field(default_factory=list)

    def send(self) -> None:
        """Send the frame that is due."""
        talked = self.frame - self.talks_from
        if talked == 0:
            self.began_s.append(time.monotonic())
        if talked >= SPEECH_FRAMES:
            self.talks_from = self.frame + self.chance.randint(*LISTEN_FRAMES)
        self.sock.send(VOICE if 0 <= talked < SPEECH_FRAMES else QUIET)
        self.frame += 1
        self.due_s += FRAME_S

    def hear(self, frame: bytes, now_s: float) -> None:
        """Note a frame that has come."""
        if is_loud(frame):
            self.loud_s.append(now_s)

    def stops(self) -> list[tuple[float, int]]:
        """Return (seconds, frames) of speech that still came, for each interruption."""
        found = []
        for began_s in self.began_s:
            before = any(began_s - FRESH_S < at <= began_s for at in self.loud_s)
            after = [at for at in self.loud_s if began_s < at < began_s + WINDOW_S]
            if before:
                found.append((max(after, default=began_s) - began_s, len(after)))
        return found


def measure(calls: int, seconds: float, seed: int = 1) -> dict[str, Any]:
    """Return how soon replies stopped in ``calls`` calls at once."""

    def pick_up(sock: socket.socket, n: int) -> Interrupter:
        chance = random.Random(seed * 1000 + n)
        return Interrupter(sock, chance.random() * FRAME_S, chance=chance)

    with measured.server("energy", "--talkative") as server:
        admitted = server.ask(f"admit {calls}")
        port, ids = admitted["port"], admitted["ids"]
        callers, _lost = play(measured.HOST, port, ids, seconds, pick_up)
    return summary([stop for caller in callers for stop in caller.stops()])


def summary(stops: list[tuple[float, int]]) -> dict[str, Any]:
    """Return how long speech went on, and how often it did not stop at all."""
    seconds = sorted(took_s for took_s, frames in stops if frames <= IGNORED_FRAMES)
    return {
        "interruptions": len(stops),
        "stop_p50_ms": quantile_ms(seconds, 0.50),
        "stop_p95_ms": quantile_ms(seconds, 0.95),
        "stop_max_ms": quantile_ms(seconds, 1.0),
        "ignored": len(stops) - len(seconds),
    }
