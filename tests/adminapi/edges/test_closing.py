"""What a client may say on a WebSocket at all."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adminapi.edges.closing import MESSAGE_CHARS, NONSENSE, Closing, read_json


def test_an_object_is_read():
    assert read_json('{"follow": null}') == {"follow": None}


@given(st.text() | st.binary())
def test_whatever_is_said_it_is_an_object_or_nonsense(said):
    with suppress(Closing):
        assert isinstance(read_json(said), dict)


@pytest.mark.parametrize(
    "said",
    [
        *(b"{}", "[]", "1", "null", "{", '"x"', "[" * 50_000),
        " " * MESSAGE_CHARS + "{}",
    ],
)
def test_what_is_no_object_in_text_is_nonsense(said):
    with pytest.raises(Closing) as caught:
        read_json(said)
    assert (caught.value.code, str(caught.value)) == (NONSENSE, "not-json")
