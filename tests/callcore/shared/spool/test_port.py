from __future__ import annotations

from callcore.shared.spool.port import KINDS, MemorySpool, NoSpool


def test_no_spool_takes_everything() -> None:
    assert all(NoSpool().put(kind, {}) for kind in KINDS)


def test_the_memory_spool_keeps_records_in_order_up_to_its_bound() -> None:
    spool = MemorySpool(most=2)
    body = {"call_id": "a"}
    assert spool.put("call.opened", body)
    body["call_id"] = "changed later"
    assert spool.put("call.closed", {})
    assert not spool.put("call.event", {})
    assert spool.records == [("call.opened", {"call_id": "a"}), ("call.closed", {})]
