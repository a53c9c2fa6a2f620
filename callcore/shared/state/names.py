"""The names of shared events, declared once (DESIGN.md section 5). Fields are masked.

They are what a live board needs, not the whole journal: that goes through the spool.
"""

from __future__ import annotations

from typing import Final

CALL_STARTED: Final = "call:started"  # the fields of a LiveCall
CALL_UPDATED: Final = "call:updated"  # the fields of a LiveCall that changed
CALL_TURN: Final = "call:turn"  # turn, *_ms by stage
CALL_DEGRADED: Final = "call:degraded"  # rung, stage, engine, reason
CALL_TRANSFERRED: Final = "call:transferred"  # next, reason
CALL_ENDED: Final = "call:ended"  # next, reason, duration_s
CALL_LINE: Final = (
    "call:line"  # who: caller|agent, turn, text: for who follows one call
)
# turn, tool, and arguments while it runs, ok, took_ms and result after it; texts are cut
CALL_TOOL: Final = "call:tool"
OPERATOR_HANDOVER: Final = "operator:handover"  # status, queue, waited_s, member
OPERATOR_PRESENCE: Final = "operator:presence"  # operator_id, presence, reason
QUEUE_CALLBACK: Final = "operator:callback"  # item_id, state
ROLLOUT_CHANGED: Final = "rollout:changed"  # status, percent, shadow, by
PROMPT_PUBLISHED: Final = "prompt:published"  # prompt, sha, by
DEPENDENCY_CHANGED: Final = "dependency:changed"  # name, hears: '' when it is well
ALL: Final = frozenset(
    (
        *(CALL_STARTED, CALL_UPDATED, CALL_TURN, CALL_DEGRADED, CALL_TRANSFERRED),
        *(CALL_ENDED, CALL_LINE, CALL_TOOL, OPERATOR_HANDOVER, OPERATOR_PRESENCE),
        *(QUEUE_CALLBACK, ROLLOUT_CHANGED, PROMPT_PUBLISHED, DEPENDENCY_CHANGED),
    )
)
