"""A short call as its journal has it, for tests that draw or play one."""

from __future__ import annotations

import json

EVENTS = [
    {"event": "call:started", "t": 0.0, "caller": "[PHONE]", "language": "en"},
    {"event": "call:state", "t": 0.0, "state": "greeting"},
    {"event": "agent:saying", "t": 0.1, "turn": 0, "text": "Hello, how can I help?"},
    {"event": "agent:said", "t": 1.9, "turn": 0, "text": "Hello, how can I help?"},
    {"event": "call:state", "t": 1.9, "state": "listening", "was": "greeting"},
    {"event": "caller:speech", "t": 2.5, "on": True},
    {"event": "caller:partial", "t": 3.3, "turn": 1, "text": "Two cans"},
    {"event": "caller:speech", "t": 4.0, "on": False},
    {"event": "call:state", "t": 4.5, "state": "thinking", "was": "listening"},
    {"event": "caller:said", "t": 4.6, "turn": 1, "text": "Two cans of oil."},
    {"event": "tool:returned", "t": 4.7, "tool": "search", "ok": True, "took_ms": 12},
    {
        "event": "call:turn",
        "t": 4.8,
        "turn": 1,
        "endpointing_ms": 500.0,
        "stt_ms": 120.0,
        "llm_ms": 30.0,
        "tts_ms": 50.0,
        "wire_ms": 10.0,
        "total_ms": 710.0,
    },
    {"event": "call:state", "t": 4.8, "state": "speaking"},
    {"event": "agent:saying", "t": 4.8, "turn": 1, "text": "Shall I place the order?"},
    {"event": "agent:said", "t": 6.0, "turn": 1, "text": "Shall I place the order?"},
    {"event": "call:state", "t": 6.0, "state": "listening"},
    {"event": "caller:said", "t": 7.6, "turn": 2, "text": "Yes, please."},
    {"event": "call:turn", "t": 8.0, "turn": 2, "total_ms": 900.0, "stt_ms": 900.0},
    {"event": "agent:saying", "t": 8.0, "turn": 2, "text": "Your order is placed."},
    {"event": "agent:said", "t": 9.0, "turn": 2, "text": "Your order is placed."},
    {"event": "call:ended", "t": 9.5, "next": "end", "reason": "goodbye", "turns": 2},
]
LINES = "".join(json.dumps(event) + "\n" for event in EVENTS)
