from __future__ import annotations

import json

from callcore.engines.llm.offline.state import Act, Asked, State


def test_a_fresh_errand_keeps_only_what_was_said():
    state = State(asked=Asked.CHOICE, quantity=4, said="Hello", misses=2)
    assert state.fresh() == State(said="Hello")
    assert state.but(quantity=1).quantity == 1


def test_arguments_are_json_with_real_letters():
    act = Act(tool="x", arguments={"query": "шини"})
    assert json.loads(act.arguments_json) == {"query": "шини"}
    assert "шини" in act.arguments_json
