"""What is told of live calls: nothing is lost but what a later value replaces."""

from hypothesis import given
from hypothesis import strategies as st

from adminapi.live.board import Board, coalesced
from callcore.shared.state import names
from callcore.shared.state.port import Cursor, Event, LiveCall

CALL = "11111111-1111-4111-8111-111111111111"


def event(seq, name, call_id=CALL, **fields):
    return Event(Cursor("e", seq), name, float(seq), call_id, fields)


def test_of_updates_of_a_call_only_the_last_values_are_told():
    told = coalesced(
        [
            event(1, names.CALL_UPDATED, state="listening", turn=1),
            event(2, names.CALL_UPDATED, state="speaking"),
        ]
    )
    assert [each["fields"] for each in told] == [{"state": "speaking", "turn": 1}]
    assert told[0]["at_s"] == 2.0


def test_a_start_and_an_end_are_told_whatever_stands_between():
    told = coalesced(
        [
            event(1, names.CALL_STARTED, state="greeting"),
            event(2, names.CALL_UPDATED, state="listening"),
            event(3, names.CALL_ENDED, reason="goodbye"),
            event(4, names.CALL_STARTED, call_id="other"),
        ]
    )
    assert [each["name"] for each in told] == [
        names.CALL_STARTED,
        names.CALL_UPDATED,
        names.CALL_ENDED,
        names.CALL_STARTED,
    ]


def test_turns_and_tools_of_a_call_are_not_for_the_board():
    assert coalesced([event(1, names.CALL_TURN), event(2, names.CALL_TOOL)]) == []


def test_the_last_phrase_of_each_side_is_told_as_an_update():
    lines = [
        event(1, names.CALL_LINE, who="caller", text="hello"),
        event(2, names.CALL_LINE, who="agent", text="good day"),
        event(3, names.CALL_LINE, who="caller", text="tyres"),
    ]
    told = coalesced(lines)
    assert [each["name"] for each in told] == [names.CALL_UPDATED]
    assert told[0]["fields"] == {"said_caller": "tyres", "said_agent": "good day"}
    board = Board()
    board.reset([LiveCall(CALL, "w", 0.0)])
    for line in lines:
        board.apply(line)
    assert board.calls[CALL]["said_caller"] == "tyres"


def test_a_number_that_a_worker_forgot_to_mask_is_masked():
    board = Board()
    board.reset([LiveCall(CALL, "w", 0.0, caller="+380671234567")])
    board.apply(event(1, names.CALL_STARTED, call_id="b", caller="+380671234568"))
    told = coalesced([event(1, names.CALL_STARTED, caller="+380671234567")])
    seen = [call["caller"] for call in board.calls.values()]
    assert "1234" not in f"{seen}{told}"


def test_fields_of_a_newer_worker_are_ignored():
    board = Board()
    board.apply(event(1, names.CALL_STARTED, worker="w", mood="fine"))
    assert "mood" not in board.calls[CALL]


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(
            (names.CALL_STARTED, names.CALL_UPDATED, names.CALL_LINE, names.CALL_ENDED)
        ),
        st.sampled_from(("a", "b", "c")),
        st.dictionaries(st.sampled_from(("state", "turn", "text")), st.integers(0, 9)),
    ),
    max_size=30,
)


@given(EVENTS, st.integers(0, 30))
def test_who_hears_the_coalesced_events_sees_the_same_board(drawn, cut):
    events = [
        event(seq, name, call_id, **fields)
        for seq, (name, call_id, fields) in enumerate(drawn, 1)
    ]
    whole, batched = Board(), Board()
    for each in events:
        whole.apply(each)
    for part in (events[:cut], events[cut:]):
        for seq, one in enumerate(coalesced(part)):
            batched.apply(event(seq, one["name"], one["call_id"], **one["fields"]))
    assert batched.calls == whole.calls
