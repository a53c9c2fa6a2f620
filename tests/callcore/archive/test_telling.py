"""What the live board is told."""

from __future__ import annotations

from uuid import UUID

from callcore.archive.telling import Teller
from callcore.shared.spool.port import SpoolRecord
from callcore.shared.state import names
from callcore.shared.state.port import EventDraft
from tests.callcore.archive.records import AT_S, handover, new_id, opened


class Board:
    def __init__(self) -> None:
        self.noted: list[EventDraft] = []
        self.dropped: list[str] = []

    def note(self, draft) -> None:
        self.noted.append(draft)

    def drop(self, call_id) -> None:
        self.dropped.append(call_id)


def record(of):
    return SpoolRecord(1, of[0], AT_S, of[1])


def test_a_hand_over_is_an_event_of_the_operators():
    board, call_id = Board(), new_id()
    Teller(board).tell([record(opened(call_id)), record(handover(call_id))], ())
    (draft,) = board.noted
    assert (draft.name, draft.call_id, draft.at_s) == (names.OPERATOR_HANDOVER, call_id, AT_S)  # fmt: skip
    assert draft.fields == {"status": "CONTINUE", "queue": "operators", "waited_s": 7.5, "member": "PJSIP/101"}  # fmt: skip


def test_a_lost_call_leaves_the_board():
    board, lost = Board(), UUID(new_id())
    Teller(board).tell((), [lost])
    assert board.dropped == [str(lost)]
    (draft,) = board.noted
    assert (draft.name, draft.call_id) == (names.CALL_ENDED, str(lost))
    assert draft.fields == {"next": "human", "reason": "worker-died"}


def test_without_a_board_nobody_is_told():
    Teller(None).tell([record(handover(new_id()))], [UUID(int=1)])


def test_a_wait_that_is_none_is_left_out():
    board = Board()
    Teller(board).tell([record(handover(new_id(), waited_s="long"))], ())
    assert board.noted[0].fields["waited_s"] is None
