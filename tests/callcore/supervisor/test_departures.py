"""The wait for a human is timed from the moment a caller left us."""

from __future__ import annotations

from callcore.supervisor.departures import KEPT_S, MAX_DEPARTURES, Departures


def test_the_first_known_key_counts():
    departures = Departures()
    departures.note("call", 1.0)
    assert departures.waited_s(("call", "channel"), 5.0) == 4.0
    assert departures.waited_s(("", "call"), 5.0) == 4.0
    assert departures.waited_s(("other", ""), 5.0) is None


def test_a_caller_without_a_key_is_not_noted():
    departures = Departures()
    departures.note("", 1.0)
    assert departures.waited_s(("",), 5.0) is None


def test_old_ones_are_forgotten():
    departures = Departures()
    departures.note("old", 0.0)
    departures.note("new", KEPT_S + 1)
    assert departures.waited_s(("old",), KEPT_S + 1) is None


def test_their_number_is_bounded():
    departures = Departures()
    for n in range(MAX_DEPARTURES + 5):
        departures.note(str(n), float(n) / 1e6)
    assert departures.waited_s(("4",), 1.0) is None
    assert departures.waited_s(("5",), 1.0) is not None
