"""The relations that the watch depends on."""

from __future__ import annotations

from callcore.supervisor.deadlines import Deadlines


def test_a_worker_goes_stale_before_it_is_killed_and_suspect_before_both():
    d = Deadlines()
    assert d.ack_s < d.fresh_s < d.silent_s
    assert d.round_s < d.fresh_s


def test_a_caller_is_tried_twice_well_within_the_time_of_a_request():
    assert 2 * Deadlines().ack_s < 1.0


def test_a_frozen_worker_is_gone_within_the_promised_four_seconds():
    d = Deadlines()
    assert d.silent_s + d.late_s + 2 * d.round_s < 4.0
