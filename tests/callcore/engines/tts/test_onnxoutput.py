from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.tts.onnxoutput import with_output

# ModelProto: ir_version = 1 (varint), graph = 7 (bytes), version of opset 8 (bytes)
GRAPH = b"\x0a\x03abc"
MODEL = b"\x08\x07" + b"\x3a" + bytes([len(GRAPH)]) + GRAPH + b"\x42\x01z"


def test_an_output_is_added_at_the_end_of_the_graph():
    added = b"\x62\x05\x0a\x03dur"
    grown = GRAPH + added
    expected = b"\x08\x07" + b"\x3a" + bytes([len(grown)]) + grown + b"\x42\x01z"
    assert with_output(MODEL, "dur") == expected


def test_a_graph_of_more_than_127_bytes_has_a_longer_length():
    graph = b"\x0a\x7e" + b"x" * 126
    model = b"\x3a\x80\x01" + graph
    grown = graph + b"\x62\x05\x0a\x03dur"
    assert with_output(model, "dur") == b"\x3a\x87\x01" + grown


@pytest.mark.parametrize("data", [b"\x3a\xff", b"\x3a\x05ab", b"\x0b", b"\x80"])
def test_nonsense_is_refused(data):
    with pytest.raises(ValueError, match=r"early|protocol"):
        with_output(data, "dur")


@given(st.binary(max_size=100))
def test_any_bytes_give_bytes_or_a_value_error(data):
    with suppress(ValueError):
        assert isinstance(with_output(data, "x"), bytes)
