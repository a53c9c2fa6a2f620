from __future__ import annotations

from adminapi.calls.shapes import CallsFilter
from chaos.bench.callshapes import SHAPES


def test_shapes_have_names_of_their_own_and_ask_for_most_fields() -> None:
    assert len({shape.name for shape in SHAPES}) == len(SHAPES) >= 12
    asked = {name for shape in SHAPES for name in shape.asked.model_fields_set}
    left = set(CallsFilter.model_fields) - asked
    assert left == {
        "did",
        "stt_arm",
        "max_duration_ms",
        "max_cost_micros",
        "max_turn_ms",
        "order_id",
    }


def test_every_order_of_the_list_is_measured() -> None:
    assert {shape.sort for shape in SHAPES} == {"time", "cost", "turn", "duration"}
