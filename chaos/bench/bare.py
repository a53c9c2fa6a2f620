"""The floor: the least that can answer N lines in time on this machine, at this minute.

One epoll, one heap, no Trio, no call core, no audio: it sees whether a frame is loud,
and when a caller falls silent it answers in the line's next slot, a millisecond behind
his frames. What a worker costs beside it is what telephony in Python costs; what both
cost more than yesterday is the neighbour on the machine.

It obeys the commands of :mod:`chaos.bench.server`.

    python -m chaos.bench.bare
"""

from __future__ import annotations

import heapq
import json
import math
import os
import select
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from callcore.shared.ids import new_call_id
from chaos.bench.load import FRAME_S, HIGH_BYTES, QUIET, VOICE, WIRE_BYTES

UUID_BYTES: Final = 19
ANSWER_FRAMES: Final = 12  # "Hello.", as long as the scripted voice says it
LOCK_FRAMES: Final = 25  # half a second tells when the others will come
BEHIND_S: Final = 0.001  # our slot behind the caller's frame
HOST: Final = "127.0.0.1"


@dataclass(slots=True)
class Peer:
    """One line: what is left of its last read, and what it will be told."""

    sock: socket.socket
    skip_bytes: int = UUID_BYTES
    rest: bytes = b""
    frames: int = 0
    first_s: float = math.inf  # when the first would have come, had none been late
    loud: bool = False
    answer_frames: int = 0

    def receive(self) -> bool:
        """Take what came, one frame as a rule; return ``False`` at the end."""
        data = self.sock.recv(8192)
        if not data:
            return False
        if self.skip_bytes:
            skipped = min(len(data), self.skip_bytes)
            self.skip_bytes -= skipped
            data = data[skipped:]
        if len(data) != WIRE_BYTES or self.rest:
            data = self.rest + data
            whole = len(data) - len(data) % WIRE_BYTES
            self.rest, data = data[whole:], data[max(0, whole - WIRE_BYTES) : whole]
        if data:
            if self.frames < LOCK_FRAMES:
                self.first_s = min(
                    self.first_s, time.monotonic() - self.frames * FRAME_S
                )
            self.frames += 1
            was, self.loud = self.loud, bool(data[HIGH_BYTES].strip(b"\0\xff"))
            if was and not self.loud:
                self.answer_frames = ANSWER_FRAMES
        return True

    def send(self) -> None:
        """Send the frame of this slot."""
        self.sock.send(VOICE if self.answer_frames else QUIET)
        self.answer_frames -= self.answer_frames > 0


class Loop:
    """Accepts, receives and sends until standard input ends."""

    def __init__(self) -> None:
        self.listener = socket.create_server((HOST, 0), backlog=1024)
        self.epoll = select.epoll()
        self._peers: dict[int, Peer] = {}
        self._slots: list[tuple[float, int, Peer]] = []
        self._others: dict[int, Callable[[], bool]] = {}
        self.watch(self.listener.fileno(), self._accept)

    def watch(self, fd: int, take: Callable[[], bool]) -> None:
        """Call ``take`` whenever ``fd`` has input, until it returns ``False``."""
        self._others[fd] = take
        self.epoll.register(fd, select.EPOLLIN)

    def run(self) -> None:
        """Serve; returns when something that is watched has ended."""
        while self.turn():
            pass
        for peer in self._peers.values():
            peer.sock.close()
        self.listener.close()
        self.epoll.close()

    def turn(self) -> bool:
        """Send what is due, then wait for input or the next slot."""
        now_s = time.monotonic()
        slots = self._slots
        while slots and slots[0][0] <= now_s:
            due_s, fd, peer = slots[0]
            if self._peers.get(fd) is not peer:
                heapq.heappop(slots)
                continue
            heapq.heapreplace(slots, (due_s + FRAME_S, fd, peer))
            self._guard(fd, peer.send)
        wait_s = max(0.0, slots[0][0] - now_s) if slots else 1.0
        for fd, _ in self.epoll.poll(wait_s, 512):
            if (found := self._peers.get(fd)) is not None:
                self._hear(fd, found)
            elif not self._others[fd]():
                return False
        return True

    def _hear(self, fd: int, peer: Peer) -> None:
        if not self._guard(fd, peer.receive):
            self._forget(fd)
        elif peer.frames == LOCK_FRAMES:
            due_s = peer.first_s + LOCK_FRAMES * FRAME_S + BEHIND_S
            heapq.heappush(self._slots, (due_s, fd, peer))

    def _guard(self, fd: int, work: Callable[[], bool | None]) -> bool:
        try:
            return work() is not False
        except OSError:
            self._forget(fd)
            return True

    def _forget(self, fd: int) -> None:
        peer = self._peers.pop(fd, None)
        if peer is not None:
            peer.sock.close()

    def _accept(self) -> bool:
        sock, _ = self.listener.accept()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._peers[sock.fileno()] = Peer(sock)
        self.epoll.register(sock, select.EPOLLIN)
        return True


def rss_kb() -> int:
    """Return the memory that this process holds."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def obey(loop: Loop) -> bool:
    """Answer one command of standard input; ``False`` at its end."""
    command, _, number = sys.stdin.readline().strip().partition(" ")
    if not command:
        return False
    answer: dict[str, object] = {
        "cpu_s": sum(os.times()[:2]),
        "tick_p99_ms": 0.0,
        "rss_kb": rss_kb(),
    }
    if command == "admit":
        port = loop.listener.getsockname()[1]
        ids = [new_call_id() for _ in range(int(number))]
        answer = {"port": port, "ids": ids, "end_ms": 0}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    return True


def main() -> None:
    """Run from the command line."""
    loop = Loop()
    loop.watch(sys.stdin.fileno(), lambda: obey(loop))
    loop.run()


if __name__ == "__main__":
    main()
