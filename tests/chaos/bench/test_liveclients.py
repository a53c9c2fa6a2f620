"""What the clients of the bench count."""

import json

from chaos.bench.liveclients import Seen


def message(*names):
    events = [{"name": name, "at_s": 1.0} for name in names]
    return json.dumps({"type": "events", "events": events})


def test_only_starts_and_ends_are_timed():
    seen = Seen()
    text = message("call:started", "call:updated", "call:ended")
    assert seen.take(text, 1.25) == 2
    assert seen.delays_ms == [250.0, 250.0]


def test_other_messages_are_only_counted():
    seen = Seen()
    assert seen.take(json.dumps({"type": "snapshot"}), 2.0) == 0
    assert (seen.messages, seen.delays_ms) == (1, [])
