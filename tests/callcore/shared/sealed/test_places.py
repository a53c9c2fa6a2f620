from __future__ import annotations

from uuid import UUID

from callcore.shared.sealed import places

ID = "1111111A-1111-4111-8111-111111111111"


def test_a_call_has_one_place_however_its_id_is_written() -> None:
    assert places.caller_place(ID) == places.caller_place(UUID(ID))


def test_no_two_things_with_one_id_have_the_same_place() -> None:
    found = {
        places.caller_place("a"),
        places.worklist_place("a"),
        places.note_place("a"),
        places.totp_place("a"),
        places.view_place("a"),
        places.answer_place("a", "k"),
    }
    assert len(found) == 6
