from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.host.requests import (
    Cancel,
    Compare,
    Decode,
    Ping,
    Promote,
    SetFault,
    Speak,
    parse_untrusted,
)
from callcore.engines.host.wire import Packet, WireError

DECODE = {
    "op": "stt.decode",
    "ticket": 1,
    "language": "uk",
    "hints": ["a"],
    "final": True,
    "utterance": 2,
}
SPEAK = {
    "op": "tts.speak",
    "ticket": 1,
    "text": "hi",
    "language": "en",
    "role": "agent",
    "rank": 0,
}


@pytest.mark.parametrize(
    ("fields", "request_"),
    [
        (DECODE, Decode(1, b"", "uk", ("a",), final=True, utterance=2)),
        (
            {**DECODE, "among": ["uk", "en", "en"]},
            Decode(1, b"", "uk", ("a",), True, 2, ("en", "uk")),
        ),
        (SPEAK, Speak(1, "hi", "en", "agent", 0)),
        (
            {"op": "nlu.similarity", "ticket": 3, "text": "a", "examples": ["b"]},
            Compare(3, "a", ("b",)),
        ),
        ({"op": "cancel", "ticket": 4}, Cancel(4)),
        ({"op": "promote", "ticket": 4}, Promote(4)),
        ({"op": "ping", "ticket": 4}, Ping(4, stats=False)),
        ({"op": "stats", "ticket": 4}, Ping(4, stats=True)),
        (
            {"op": "fault", "ticket": 4, "stage": "stt", "mode": "hang"},
            SetFault(4, "stt", "hang"),
        ),
    ],
)
def test_every_operation_is_understood(fields, request_):
    assert parse_untrusted(Packet(fields)) == request_


@pytest.mark.parametrize(
    ("fields", "audio"),
    [
        ({}, b""),
        ({"op": "ping"}, b""),
        ({"op": "ping", "ticket": "1"}, b""),
        ({"op": "explode", "ticket": 1}, b""),
        ({**DECODE, "language": "de"}, b""),
        ({**DECODE, "language": ["en"]}, b""),
        ({**DECODE, "hints": "abc"}, b""),
        ({**DECODE, "hints": [1]}, b""),
        ({**DECODE, "hints": ["x"] * 1000}, b""),
        ({**DECODE, "final": 1}, b""),
        ({**DECODE, "among": "uk"}, b""),
        ({**DECODE, "among": ["uk", "de"]}, b""),
        ({**DECODE, "among": [["uk"]]}, b""),
        (DECODE, b"odd"),
        ({**SPEAK, "text": "x" * 1001}, b""),
        ({**SPEAK, "role": "boss"}, b""),
        ({"op": "fault", "ticket": 4, "stage": "llm", "mode": "hang"}, b""),
    ],
)
def test_what_no_worker_sends_is_refused(fields, audio):
    with pytest.raises(WireError):
        parse_untrusted(Packet(fields, audio))


VALUES = st.none() | st.integers() | st.text(max_size=5) | st.lists(st.integers())
NAMES = st.sampled_from([*DECODE, *SPEAK, "among", "examples", "stage", "mode"])
OPS = st.sampled_from(
    ["stt.decode", "tts.speak", "nlu.similarity", "fault", "cancel", "stats"]
)


@given(OPS, st.dictionaries(NAMES, VALUES, max_size=6))
def test_garbage_raises_wire_error_and_nothing_else(op, fields):
    with suppress(WireError):
        parse_untrusted(Packet({**fields, "op": op}))
