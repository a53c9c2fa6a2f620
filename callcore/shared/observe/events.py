"""The events of a call, declared once: the journal, the live view and replay use them.

Times are ``t``: seconds since the call's first frame, from the monotonic clock.
"""

from __future__ import annotations

from typing import Final, Protocol

CALL_STARTED: Final = "call:started"  # caller, did, language, prompt, prompt_sha
CALL_STATE: Final = "call:state"  # state, was, on
CALL_DEGRADED: Final = "call:degraded"  # rung, stage, engine, reason
CALL_TURN: Final = "call:turn"  # turn, *_ms by stage (see call/waterfall.py)
CALL_TRANSFERRED: Final = "call:transferred"  # next, reason
CALL_BARGE_IN: Final = "call:barge_in"  # verdict, by, after_ms, see call/overlap.py
CALL_LANGUAGE: Final = "call:language"  # language, was, by, prompt_sha
CALL_LINE: Final = "call:line"  # finding, text: what is wrong with the audio
CALL_ENDED: Final = "call:ended"  # next, reason, duration_s, turns
CALLER_SPEECH: Final = "caller:speech"  # on: bool
CALLER_PARTIAL: Final = "caller:partial"  # turn, text
CALLER_PRESSED: Final = "caller:pressed"  # number: digits entered on the keypad
# turn, text; of speech also began_ago_ms and ended_ago_ms: when its sound began and ended,
# in ms before this record
CALLER_SAID: Final = "caller:said"
AGENT_GUESSED: Final = "agent:guessed"  # fate: used | dropped, see call/guess.py
AGENT_SAYING: Final = "agent:saying"  # turn, text: a sentence starts to play
# turn, text: what was heard of a sentence, cut: bool; of a cut one also exact: false where
# the voice gave no word times, so that the words were shared out over the time, and planned:
# the whole sentence. began_ago_ms and ended_ago_ms as above
AGENT_SAID: Final = "agent:said"
AGENT_UNSAID: Final = (
    "agent:unsaid"  # turn, text: a sentence of which nothing was heard
)
AGENT_WITHHELD: Final = "agent:withheld"  # turn, reason, text: what the guard forbade
TOOL_CALLED: Final = "tool:called"  # turn, tool, arguments
# turn, tool, ok, result, took_ms; if the shop was asked for a change: idempotency_key
TOOL_RETURNED: Final = "tool:returned"


class Journal(Protocol):
    """Where the events of one call go. Never blocks, never raises.

    Text passes the sanitizer inside, so callers hand over what they have.
    """

    def note(self, event: str, **fields: object) -> None:
        """Add one event now."""

    def close(self) -> None:
        """Take no more events. Idempotent."""
