"""Feed damaged recordings to every decoder: only PeerError may come out.

    python -m tests.kit.fuzz --seconds 30 --seed 1

Each round has a seed of its own, printed with the bytes when something else comes out;
``--seed N --rounds 1`` repeats it.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count

from callcore.protocol.audiosocket import AsteriskDecoder, Decoder
from callcore.protocol.errors import PeerError
from callcore.protocol.fastagi import (
    AgiServer,
    encode_get_variable,
    encode_set_variable,
)
from callcore.protocol.fastagi_asterisk import (
    AgiChannel,
    AgiCommandDecoder,
    encode_environment,
    obey,
)
from tests.kit.recordings import NAMES, load

MAX_STREAM_BYTES = 20_000  # of a recording: rounds a second matter more than length
MAX_CHUNK_BYTES = 3000
REPORT_S = 2.0
HOSTILE = (b"\x00\x00\x00", b"\x10\xff\xff", b"\x10\x00\x00", b"\x01\x00\x10", b"\xff")

Feed = Callable[[bytes], object]
Mutation = Callable[[random.Random, bytearray], None]


def flip(rng: random.Random, stream: bytearray) -> None:
    """Change one byte."""
    stream[rng.randrange(len(stream))] = rng.randrange(256)


def cut(rng: random.Random, stream: bytearray) -> None:
    """Lose a stretch."""
    at = rng.randrange(len(stream))
    del stream[at : at + rng.randrange(400)]


def repeat(rng: random.Random, stream: bytearray) -> None:
    """Say a stretch twice."""
    at = rng.randrange(len(stream))
    stream[at:at] = stream[at : at + rng.randrange(400)]


def insert(rng: random.Random, stream: bytearray) -> None:
    """Put something hostile anywhere."""
    at = rng.randrange(len(stream) + 1)
    stream[at:at] = rng.choice((*HOSTILE, rng.randbytes(rng.randrange(40)), b"\n"))


MUTATIONS: tuple[Mutation, ...] = (flip, cut, repeat, insert)


def agi_streams() -> tuple[bytes, bytes]:
    """Return what Asterisk sends to a server, and what a server sends to it."""
    commands = [encode_set_variable("A", 'x "y"'), encode_get_variable("A")]
    decoder, variables = AgiCommandDecoder(), {"B": "1"}
    answers = [
        obey(command, variables)
        for line in (*commands, b"NOOP\n", b"GET VARIABLE\n")
        for command in decoder.receive_data_untrusted(line)
    ]
    start = encode_environment("agi://h:4573/after?a=1", AgiChannel(), ("u", "v"))
    return start + b"".join(answers) + b"HANGUP\n", b"".join(commands)


def subjects() -> list[tuple[str, bytes, Callable[[], Feed]]]:
    """Return every stream with the decoder that it belongs to."""
    to_server, to_asterisk = agi_streams()
    found: list[tuple[str, bytes, Callable[[], Feed]]] = [
        ("AGI to server", to_server, lambda: AgiServer().receive_data_untrusted),
        ("AGI to Asterisk", to_asterisk, _feed_commands),
    ]
    for name in NAMES:
        recording = load(name)
        found.append((f"{name} to server", recording.to_server, _feed_server))
        found.append((f"{name} to Asterisk", recording.to_asterisk, _feed_asterisk))
    return [subject for subject in found if subject[1]]


def _feed_server() -> Feed:
    return Decoder().receive_data_untrusted


def _feed_asterisk() -> Feed:
    return AsteriskDecoder().receive_data_untrusted


def _feed_commands() -> Feed:
    return AgiCommandDecoder().receive_data_untrusted


def chunks(rng: random.Random, stream: bytes) -> Iterator[bytes]:
    """Cut a stream as a network might."""
    at, most = 0, rng.choice((1, 7, 400, MAX_CHUNK_BYTES))
    while at < len(stream):
        size = rng.randint(1, most)
        yield stream[at : at + size]
        at += size


def play(seed: int) -> bool:
    """Play one round; True if the decoder took all of it."""
    rng = random.Random(seed)
    name, stream, feed_of = rng.choice(SUBJECTS)
    start = rng.choice((0, 0, rng.randrange(len(stream))))
    damaged = bytearray(stream[start : start + rng.randrange(1, MAX_STREAM_BYTES)])
    for _ in range(rng.randrange(6)):
        if damaged:
            rng.choice(MUTATIONS)(rng, damaged)
    feed = feed_of()
    try:
        for chunk in chunks(rng, bytes(damaged)):
            feed(chunk)
    except PeerError:
        return False
    except Exception as exc:
        exc.add_note(f"{name}: python -m tests.kit.fuzz --rounds 1 --seed {seed}")
        raise
    return True


SUBJECTS = subjects()


def main() -> int:
    """Play rounds until the time or their number is up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--rounds", type=int, default=None)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    start_s = report_s = time.monotonic()
    taken = played = 0
    for seed in count(asked.seed):
        now_s = time.monotonic()
        if now_s - report_s >= REPORT_S:
            report_s = now_s
            sys.stderr.write(f"\r{played} rounds, {taken} taken whole, seed {seed}")
            sys.stderr.flush()
        if played == asked.rounds or now_s - start_s >= asked.seconds:
            break
        taken += play(seed)
        played += 1
    print(f"\n{played} rounds, {played - taken} refused, nothing else came out")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
