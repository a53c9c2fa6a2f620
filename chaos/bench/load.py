"""A load generator in a process of its own: N callers of a fake Asterisk, at 20 ms.

One thread, one epoll, absolute times: it must be cheaper and steadier than what it
measures. Each caller speaks for a second, falls silent, and notes when the first loud
frame of the answer comes. It prints one JSON line. A tone is enough for an ear that
judges by loudness; a model wants ``babble``.

    python -m chaos.bench.load HOST PORT UUIDS_FILE SECONDS [tone|babble]
"""

from __future__ import annotations

import json
import math
import select
import socket
import struct
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from callcore.shared.audioformat import FRAME_BYTES, FRAME_SAMPLES
from chaos.bench.vowels import babble

FRAME_S = 0.02
SPEECH_FRAMES = 50  # 1 s of voice ...
SILENCE_FRAMES = 60  # ... and 1.2 s for the answer
HEADER = b"\x10" + FRAME_BYTES.to_bytes(2, "big")
WIRE_BYTES = len(HEADER) + FRAME_BYTES
QUIET = HEADER + bytes(FRAME_BYTES)
VOICE = HEADER + struct.pack(
    f"<{FRAME_SAMPLES}h",
    *(round(9000 * math.sin(math.tau * 300 * n / 8000)) for n in range(FRAME_SAMPLES)),
)
WARM_FRAMES = 50  # the first second is the phase finding its place
TONE = (VOICE,) * SPEECH_FRAMES
HIGH_BYTES = slice(4, WIRE_BYTES, 32)  # of every 16th sample; 0 or 255 when quiet


CALM_S = 0.2  # between the last connection and the first frame

C = TypeVar("C", bound="Caller")


@dataclass(slots=True)
class Caller:
    """One caller and what it noted."""

    sock: socket.socket
    due_s: float
    voice: Sequence[bytes] = TONE
    frame: int = 0
    asked_s: float = 0.0
    late_s: list[float] = field(default_factory=list)
    rest: bytes = b""
    arrivals_s: list[float] = field(default_factory=list)
    gaps_s: list[float] = field(default_factory=list)

    def send(self) -> None:
        """Send the frame that is due."""
        cycle = self.frame % (SPEECH_FRAMES + SILENCE_FRAMES)
        now_s = time.monotonic()
        self.late_s.append(now_s - self.due_s)
        if cycle == SPEECH_FRAMES and len(self.late_s) > WARM_FRAMES:
            self.asked_s = now_s
        self.sock.send(self.voice[cycle] if cycle < SPEECH_FRAMES else QUIET)
        self.frame += 1
        self.due_s += FRAME_S

    def receive(self, now_s: float) -> bool:
        """Take what came; return ``False`` at the end of the call."""
        data = self.sock.recv(65536)
        if not data:
            return False
        data = self.rest + data
        whole = len(data) - len(data) % WIRE_BYTES
        self.rest = data[whole:]
        for at in range(0, whole, WIRE_BYTES):
            self.hear(data[at : at + WIRE_BYTES], now_s)
        return True

    def hear(self, frame: bytes, now_s: float) -> None:
        """Note a frame that has come."""
        self.arrivals_s.append(now_s)
        if self.asked_s and is_loud(frame):
            self.gaps_s.append(now_s - self.asked_s)
            self.asked_s = 0.0


def is_loud(frame: bytes) -> bool:
    """Say whether a frame is more than faint noise; a look at every 16th sample."""
    return bool(frame[HIGH_BYTES].strip(b"\0\xff"))


def babbling() -> tuple[bytes, ...]:
    """Return the frames of a second that a model hears as speech."""
    pcm = babble()
    return tuple(
        HEADER + pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm), FRAME_BYTES)
    )


def run(
    host: str,
    port: int,
    ids: list[str],
    seconds: float,
    voice: Sequence[bytes] = TONE,
) -> dict[str, object]:
    """Play ``len(ids)`` callers for ``seconds``; return what they noted."""

    def pick_up(sock: socket.socket, n: int) -> Caller:
        # spread over the 20 ms and over the turn, as real callers are
        caller = Caller(sock, n * FRAME_S / len(ids), voice)
        caller.frame = -(n * 37 % (SPEECH_FRAMES + SILENCE_FRAMES))
        return caller

    return _result(*play(host, port, ids, seconds, pick_up))


def play(
    host: str,
    port: int,
    ids: Sequence[str],
    seconds: float,
    pick_up: Callable[[socket.socket, int], C],
) -> tuple[list[C], int]:
    """Let ``len(ids)`` callers talk; return them, and how many calls were lost.

    ``pick_up`` makes the nth caller of a connected socket; its ``due_s`` counts from the
    start.
    """
    callers: dict[int, C] = {}
    with select.epoll() as epoll:
        try:
            for n, call_id in enumerate(ids):
                sock = socket.create_connection((host, port))
                callers[sock.fileno()] = pick_up(sock, n)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.send(b"\x01\x00\x10" + uuid.UUID(call_id).bytes)
                sock.setblocking(False)
                epoll.register(sock, select.EPOLLIN)
            start_s = time.monotonic() + CALM_S
            for caller in callers.values():
                caller.due_s += start_s
            lost = play_calls(epoll, callers, start_s + seconds)
        finally:
            for caller in callers.values():
                caller.sock.close()
    return list(callers.values()), lost


def play_calls(epoll: select.epoll, callers: Mapping[int, Caller], end_s: float) -> int:
    """Send and receive for all until ``end_s``; return how many calls were lost."""
    order = sorted(callers.values(), key=lambda c: c.due_s)
    gone: set[int] = set()
    at = 0
    while (now_s := time.monotonic()) < end_s and len(gone) < len(callers):
        caller = order[at]
        if now_s >= caller.due_s:
            if caller.sock.fileno() not in gone:
                _try_send(caller, gone)
            at = (at + 1) % len(order)
            continue
        for fd, _ in epoll.poll(max(0.0, caller.due_s - now_s), 512):
            if not callers[fd].receive(time.monotonic()):
                gone.add(fd)
                epoll.unregister(fd)
    return len(gone)


def _try_send(caller: Caller, gone: set[int]) -> None:
    try:
        caller.send()
    except OSError:
        gone.add(caller.sock.fileno())


def _result(callers: Sequence[Caller], lost: int) -> dict[str, object]:
    gaps = sorted(gap for c in callers for gap in c.gaps_s)
    own_late = sorted(late for c in callers for late in c.late_s[WARM_FRAMES:])
    late: list[float] = []
    for c in callers:
        tail = c.arrivals_s[WARM_FRAMES:]
        late += [abs(b - a - FRAME_S) for a, b in pairwise(tail)]
    late.sort()
    return {
        "calls": len(callers),
        "lost": lost,
        "turns": len(gaps),
        "gap_p50_ms": quantile_ms(gaps, 0.50),
        "gap_p95_ms": quantile_ms(gaps, 0.95),
        "gap_max_ms": quantile_ms(gaps, 1.0),
        "frames": len(late),
        "late_p99_ms": quantile_ms(late, 0.99),
        "late_max_ms": quantile_ms(late, 1.0),
        "own_late_p99_ms": quantile_ms(own_late, 0.99),  # the generator's
    }


def quantile_ms(values: list[float], q: float) -> float | None:
    """Return a quantile of sorted seconds, in ms; ``None`` of nothing."""
    if not values:
        return None
    return round(1000 * values[min(len(values) - 1, int(q * len(values)))], 2)


def main() -> None:
    """Run from the command line."""
    host, port, file, seconds = sys.argv[1:5]
    voice = babbling() if sys.argv[5:] == ["babble"] else TONE
    ids = Path(file).read_text().split()
    result = run(host, int(port), ids, float(seconds), voice)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
