"""What goes over the link comes back the same; nothing else gets through."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.protocol.errors import OurError, PeerError
from callcore.protocol.link import (
    MAX_MESSAGE_BYTES,
    MAX_TEXT_CHARS,
    Admit,
    Admitted,
    Beat,
    Drain,
    Gone,
    Leaving,
    Ping,
    Ready,
    Roll,
    decode_untrusted,
    encode,
)
from callcore.shared.ids import LANGUAGES, CallId
from callcore.shared.records import Admission

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=MAX_TEXT_CHARS)
ports = st.integers(0, 65535)
messages = st.one_of(
    st.builds(Ping),
    st.builds(
        Admit,
        st.builds(Admission, texts, texts, texts, st.sampled_from(LANGUAGES), texts),
    ),
    st.builds(Roll),
    st.builds(Drain, st.floats(0, 3600)),
    st.builds(Ready, ports, ports, ports),
    st.builds(Beat, ports, ports),
    st.builds(Admitted, texts),
    st.builds(Gone, texts),
    st.builds(Leaving),
)


@given(messages)
def test_every_message_comes_back_as_it_was(message):
    packet = encode(message)
    assert len(packet) <= MAX_MESSAGE_BYTES
    assert decode_untrusted(packet) == message


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_only_a_peer_error_comes_out_of_garbage(packet):
    with suppress(PeerError):
        decode_untrusted(packet)


@given(messages, st.data())
def test_a_message_with_a_wrong_field_is_never_half_understood(message, data):
    fields = json.loads(encode(message))
    names = [name for name in fields if name != "kind"]
    if not names:
        return
    name = data.draw(st.sampled_from(names))
    wrong: st.SearchStrategy[object] = st.sampled_from(
        [None, True, [], {}, -1, 1e9, "x" * 200]
    )
    fields[name] = data.draw(wrong)
    with pytest.raises(PeerError):
        decode_untrusted(json.dumps(fields).encode())


def test_a_kind_of_a_later_release_is_ignored():
    assert decode_untrusted(b'{"kind":"sing","song":"x"}') is None


def test_a_field_of_a_later_release_is_ignored():
    packet = b'{"kind":"beat","live":1,"capacity":2,"mood":"good"}'
    assert decode_untrusted(packet) == Beat(1, 2)


@pytest.mark.parametrize(
    "packet",
    [
        b"[]",
        b"{}",
        b'{"kind":7}',
        b'{"kind":"drain","seconds":NaN}',
        b'{"kind":"drain","seconds":-1}',
        b'{"kind":"admit"}',
        b'{"kind":"admit","admission":{"call_id":"x","caller":"","did":"","language":"xx"}}',
        b"[" * 4096,
        b" " * (MAX_MESSAGE_BYTES + 1),
    ],
)
def test_a_malformed_packet_is_the_peer_s_fault(packet):
    with pytest.raises(PeerError):
        decode_untrusted(packet)


def test_a_message_that_would_not_fit_is_our_fault():
    with pytest.raises(OurError):
        encode(Gone(CallId("x" * MAX_MESSAGE_BYTES)))
