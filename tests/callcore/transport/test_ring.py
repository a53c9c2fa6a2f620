from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from callcore.transport.ring import RING_BYTES, Ring

sizes = st.one_of(st.integers(0, 700), st.integers(RING_BYTES - 3, 2 * RING_BYTES + 3))


@given(st.lists(sizes, max_size=120))
def test_the_ring_holds_exactly_the_last_two_seconds(chunk_sizes):
    ring, everything = Ring(), b""
    for n, size in enumerate(chunk_sizes):
        chunk = bytes([n % 251]) * size
        ring.write(chunk)
        everything += chunk
    position, pcm = ring.read(0)
    assert pcm == everything[-RING_BYTES:]
    assert position + len(pcm) == ring.written == len(everything)


def test_a_reader_goes_on_where_it_stopped():
    ring = Ring()
    ring.write(b"abcd")
    position, first = ring.read(0)
    ring.write(b"efgh")
    assert (first, ring.read(position + len(first))) == (b"abcd", (4, b"efgh"))


def test_a_reader_may_take_a_part_and_past_the_end_there_is_nothing():
    ring = Ring()
    ring.write(b"abcdefgh")
    assert ring.read(2, 4) == (2, b"cdef")
    assert ring.read(100) == (8, b"")
    assert ring.samples == 4


def test_a_part_may_lie_on_both_sides_of_the_seam():
    ring = Ring()
    ring.write(bytes(RING_BYTES - 2))
    ring.write(b"abcd")
    assert ring.read(RING_BYTES - 2, 4) == (RING_BYTES - 2, b"abcd")
