from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from callcore.app.liveview import MOST_SAID, LiveView, order_of
from callcore.shared.ids import CallId
from callcore.shared.observe import events
from callcore.shared.observe.journal import record_of
from callcore.shared.observe.pii import Sanitizer
from callcore.shared.records import Admission
from callcore.shared.state import names

CALL = Admission(CallId("c1"), "+380671234567", "100", "uk")


class Board:
    """A publisher that only keeps."""

    def __init__(self):
        self.drafts, self.calls, self.dropped = [], [], []

    def note(self, draft):
        self.drafts.append(draft)

    def put(self, call):
        self.calls.append(call)

    def drop(self, call_id):
        self.dropped.append(call_id)

    def of(self, name):
        return [draft.fields for draft in self.drafts if draft.name == name]


class Shown:
    def __init__(self):
        self.board, self.cost = Board(), 0
        self.view = LiveView(
            self.board, "host:w1:7", CALL, lambda: 1000.0, lambda: self.cost
        )
        self._sanitizer = Sanitizer()

    def note(self, event, **fields):
        self.view.tell(record_of(1.0, event, fields, self._sanitizer))
        return self

    @property
    def now(self):
        return self.board.calls[-1]


def test_a_call_that_begins_is_shown_with_its_number_hidden():
    shown = Shown().note(
        "call:started", caller=CALL.caller, did="100", prompt="v2", stt_arm="control"
    )
    (fields,) = shown.board.of(names.CALL_STARTED)
    assert fields["caller"] == "+380•••67"
    assert (fields["prompt"], fields["stt_arm"], fields["language"]) == (
        "v2",
        "control",
        "uk",
    )
    assert "call_id" not in fields
    assert (shown.now.call_id, shown.now.started_s) == ("c1", 1000.0)
    assert "671234567" not in str(shown.board.drafts) + str(shown.board.calls)


def test_a_turn_is_followed_from_word_to_word():
    shown = Shown().note("call:started")
    shown.note("call:state", state="thinking", was="listening", on="x")
    shown.note("caller:said", text="my number is 067 123 45 67")
    shown.cost = 1200
    shown.note("call:turn", turn=1, total_ms=812.4, stt_ms=300.0)
    shown.note("agent:said", turn=1, text="Thank you.", cut=True, exact=True)
    shown.note("call:turn", turn=2, total_ms=400.0)
    now = shown.now
    assert (now.state, now.turn, now.turn_ms, now.worst_turn_ms) == (
        "thinking",
        2,
        400,
        812,
    )
    assert (now.said_caller, now.said_agent) == ("my number is [PHONE]", "Thank you.")
    assert now.cost_micros == 1200
    lines = shown.board.of(names.CALL_LINE)
    assert [(line["who"], line["turn"], line["cut"]) for line in lines] == [
        ("caller", 0, False),
        ("agent", 1, True),
    ]
    assert shown.board.of(names.CALL_TURN)[0]["stt_ms"] == 300.0
    updated = shown.board.of(names.CALL_UPDATED)
    assert updated[0] == {"state": "thinking"}
    assert updated[1] == {
        "turn": 1,
        "turn_ms": 812,
        "worst_turn_ms": 812,
        "cost_micros": 1200,
    }


def test_tools_orders_steps_down_and_languages_are_shown():
    shown = Shown().note("call:started")
    shown.note("tool:called", turn=1, tool="create_order", arguments="{}")
    result = json.dumps({"order_id": "o-17", "lines": []})
    shown.note(
        "tool:returned",
        turn=1,
        tool="create_order",
        ok=True,
        result=result,
        took_ms=12.6,
    )
    shown.note("call:degraded", rung="second-engine", stage="stt", engine="x")
    shown.note("call:language", language="en", was="uk")
    now = shown.now
    assert (now.order_id, now.degraded, now.language) == ("o-17", "second-engine", "en")
    assert shown.board.of(names.CALL_TOOL) == [
        {"turn": 1, "tool": "create_order", "arguments": "{}"},
        {
            "turn": 1,
            "tool": "create_order",
            "ok": True,
            "took_ms": 13,
            "result": result,
        },
    ]
    assert shown.board.of(names.CALL_DEGRADED)[0]["rung"] == "second-engine"


def test_a_call_that_ends_is_told_and_dropped():
    shown = Shown().note("call:started").note("call:transferred", next="human")
    shown.note("call:ended", next="human", reason="bug", duration_s=3.0)
    assert shown.board.dropped == ["c1"]
    assert shown.board.of(names.CALL_ENDED)[0]["reason"] == "bug"
    assert {draft.name for draft in shown.board.drafts} <= names.ALL


def test_what_no_board_shows_is_not_told():
    shown = Shown().note("call:started")
    before = len(shown.board.drafts)
    for event in (
        events.CALLER_PARTIAL,
        events.AGENT_SAYING,
        events.CALLER_SPEECH,
        events.AGENT_GUESSED,
        "of:a newer version",
    ):
        shown.note(event, text="x", on=True)
    assert len(shown.board.drafts) == before


def test_a_phrase_is_cut_to_what_a_board_shows():
    shown = Shown().note("call:started").note("caller:said", text="word " * 500)
    assert len(shown.now.said_caller) == MOST_SAID


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
EVENTS = [getattr(events, name) for name in dir(events) if name.isupper()]
KEYS = ["turn", "total_ms", "text", "state", "rung", "language", "result", "tool", "ok"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(EVENTS), st.dictionaries(st.sampled_from(KEYS), PLAIN)
        ),
        max_size=10,
    )
)
def test_no_record_breaks_the_view(told):
    shown = Shown()
    for event, fields in told:
        shown.note(event, **fields)
    for draft in shown.board.drafts:
        json.dumps(dict(draft.fields))


@given(st.text(max_size=50) | PLAIN)
def test_the_order_of_any_result_is_a_text(result):
    assert isinstance(order_of(result), str)
    assert order_of('{"order_id": 7}') == ""
    assert order_of("[" * 100_000) == ""
