from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.chat import ToolSpec
from callcore.engines.llm.offline.queues import MAX_TOPICS, queue_for, topics_in
from tests.callcore.engines.llm.offline.said import heard


def spec(*names):
    queue = {"type": "string", "enum": list(names)}
    return ToolSpec("transfer_to_operator", "", {"properties": {"queue": queue}})


QUEUES = spec("Sales", "complaints-desk", "delivery", "order_support")


@pytest.mark.parametrize(
    ("topics", "queue"),
    [(("complaint",), "complaints-desk"), (("tyre",), "Sales"), (("delivery",), "delivery"),
     (("status",), "order_support"), (("inject", "oil"), "Sales"), ((), ""), (("nothing",), "")],
)  # fmt: skip
def test_a_queue_is_found_by_the_words_of_its_name(topics, queue):
    assert queue_for(QUEUES, topics) == queue


def test_without_a_fitting_queue_none_is_named():
    assert queue_for(spec("vip"), ("tyre",)) == ""


def test_the_newest_topic_comes_first_and_few_are_kept():
    topics = topics_in(heard("I need tyres"), ())
    topics = topics_in(heard("what about delivery"), topics)
    assert topics[:2] == ("delivery", "tyre")
    for text in ("complaint", "pay", "oil", "wheels", "cancel"):
        topics = topics_in(heard(text), topics)
    assert len(topics) == MAX_TOPICS


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["properties", "queue", "enum"]), inner)
        ),
    )
)
def test_any_schema_is_survived(schema):
    parameters = schema if isinstance(schema, dict) else {"properties": schema}
    queue_for(ToolSpec("transfer_to_operator", "", parameters), ("tyre",))
