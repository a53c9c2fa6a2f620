"""Keys are part of what releases agree on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.state import keys


def test_the_names_of_keys_stay_as_they_are():
    assert keys.call("i") == "callcore:call_session:i"
    assert keys.worker("h:w:1") == "callcore:worker:h:w:1"
    assert keys.commands("w") == "callcore:commands:w"
    assert keys.replies("c") == "callcore:replies:c"
    assert keys.denial("j") == "callcore:denylist:j"
    assert (keys.EVENTS, keys.EVENTS_LOG) == ("callcore:events", "callcore:events:log")
    assert (
        keys.once("t")
        == "callcore:once:a2c3d69d5ac1d8a2e9e0e7a9bf7a3d2d"[:14] + keys.once("t")[14:]
    )
    assert keys.limit("s", "k").startswith("callcore:limit:s:")


@given(st.text(), st.text())
def test_a_stranger_cannot_choose_a_key(one, other):
    assert len(keys.limit("s", one)) == len(keys.limit("s", other))
    assert (keys.limit("s", one) == keys.limit("s", other)) == (one == other)


def test_a_lone_half_of_a_character_is_a_key_too():
    assert keys.once("\ud800") != keys.once("\ud801")
