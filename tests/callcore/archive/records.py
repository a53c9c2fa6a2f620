"""Records of calls as a worker puts them, for the tests of this room."""

from __future__ import annotations

import uuid
from typing import Any

AT_S = 1_795_392_000.0  # 2026-11-23 00:00 UTC
NEXT_ID = iter(range(1, 10_000))


def new_id() -> str:
    return str(uuid.uuid4())


def opened(call_id: str, at_s: float = AT_S, **more: Any) -> tuple[str, dict[str, Any]]:
    body = {
        "call_id": call_id, "at": at_s, "worker": "host:w1:42", "caller": "+380671234567",
        "did": "100", "language": "uk", "prompt": "v3", "prompt_sha": "abc", "stt_arm": "base",
    }  # fmt: skip
    return "call.opened", body | more


def event(call_id: str, seq: int, t: float, name: str, **fields: Any):
    body = {"call_id": call_id, "seq": seq, "t": t, "event": name, "fields": fields}
    return "call.event", body


def closed(call_id: str, at_s: float = AT_S + 60, following: str = "end", **more: Any):
    body = {"call_id": call_id, "at": at_s, "next": following, "reason": "goodbye", "duration_ms": 60_000}  # fmt: skip
    return "call.closed", body | more


def usage(call_id: str, micros: int | None, **more: Any) -> tuple[str, dict[str, Any]]:
    line_id = new_id()
    record = {
        "kind": "usage", "id": line_id, "call_id": call_id, "at": "2026-11-23T00:00:05.000Z",
        "arm": "base", "aside": False, "component": "stt", "provider": "google",
        "model": "chirp", "mode": "stream", "unit": "audio_ms", "quantity": 5000,
        "facts": {}, "billed": 5000, "price_id": "p1" if micros is not None else None,
        "amount_micros": micros,
    }  # fmt: skip
    return "usage", {"line_id": line_id, "record": record | more}


def handover(call_id: str, **more: Any) -> tuple[str, dict[str, Any]]:
    body = {
        "handover_id": new_id(), "call_id": call_id, "at": AT_S + 70, "status": "CONTINUE",
        "queue": "operators", "waited_s": 7.5, "since_ai_s": 8.0, "member": "PJSIP/101",
    }  # fmt: skip
    return "handover", body | more


STAGES = {
    "endpointing_ms": 400.0, "stt_ms": 100.0, "llm_ms": 300.0, "tts_ms": 90.0,
    "filler_ms": 0.0, "wire_ms": 10.0, "total_ms": 900.0,
}  # fmt: skip


def a_call(call_id: str, at_s: float = AT_S) -> list[tuple[str, dict[str, Any]]]:
    """A call of two turns, with an order, a barge-in, and what it cost."""
    return [
        opened(call_id, at_s),
        event(call_id, 1, 0.0, "call:started", did="100"),
        event(call_id, 2, 0.5, "agent:said", turn=-1, text="Добрий день!", cut=False),
        event(call_id, 3, 3.0, "caller:said", text="шини Michelin", turn=1),
        event(call_id, 4, 3.9, "call:turn", turn=1, **STAGES),
        event(call_id, 5, 4.0, "tool:called", turn=1, tool="create_order", arguments="{}"),
        event(call_id, 6, 4.2, "tool:returned", turn=1, tool="create_order", ok=True, result='{"order_id": "A-17"}', took_ms=200.0),
        event(call_id, 7, 6.0, "agent:said", turn=1, text="Є чотири.", cut=True),
        event(call_id, 8, 6.1, "call:barge_in", verdict="confirmed", by="words", after_ms=300),
        event(call_id, 9, 7.0, "caller:said", text="беру", turn=2),
        event(call_id, 10, 8.0, "call:turn", turn=2, **(STAGES | {"total_ms": 1200.0})),
        event(call_id, 11, 8.1, "tool:called", turn=2, tool="find", arguments="{}"),
        event(call_id, 12, 8.2, "tool:returned", turn=2, tool="find", ok=False, result="{}", took_ms=9.0),
        event(call_id, 13, 8.3, "call:degraded", rung="retry", stage="tts", reason="x"),
        event(call_id, 14, 9.0, "agent:said", turn=2, text="Дякую.", cut=False),
        event(call_id, 15, 60.0, "call:ended", next="end", reason="goodbye"),
        usage(call_id, 700),
        usage(call_id, None),
        usage(call_id, 5_000, aside=True),
        closed(call_id, at_s + 60),
    ]  # fmt: skip
