"""Twin of adminapi/operators/handoverrows.py; over HTTP it is tested in test_routes.py."""

from adminapi.operators.handoverrows import callback_of
from callcore.shared.worklist.item import item_record, item_untrusted
from tests.kit.keys import RING

HANDOVER = {
    "handover_id": "11111111-1111-4111-8111-111111111111",
    "call_id": None,
    "status": "TIMEOUT",
    "queue": "sales",
    "at_s": 5.0,
    "caller": "",
}


def test_a_caller_whom_nobody_knows_is_still_an_item():
    item = callback_of(HANDOVER, RING)
    assert (item.kind, item.call_id, item.phone) == ("callback", "", "")
    assert item_untrusted(item_record(item)) == item


def test_the_same_report_is_the_same_item():
    assert callback_of(HANDOVER, RING).id == callback_of(dict(HANDOVER), RING).id
