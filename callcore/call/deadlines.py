"""Every deadline of a call, in one table; the sum defends P1: 10 s to a human.

Nothing else in this room holds a number of seconds. The budgets of single engines are
in :data:`ENGINE_BUDGETS`; they are shorter than the deadlines that contain them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from callcore.engines.offers import Budget

FILLER_S: Final = (
    1.0  # of waiting; with endpointing, WATCH_S and a busy machine below 2 s
)
FILLER_AFTER_S: Final = (
    1.5  # since his last word, however long the end of his turn was waited for
)
LONGEST_END_S: Final = 2.0  # of silence before a turn is taken for ended
STT_FINAL_S: Final = 6.0  # from the end of the turn to its text, second engine included
THINK_S: Final = (
    7.0  # from the text to the first sentence, tools included; a filler ends first
)
TOOL_S: Final = 5.0  # one tool; it is finished even if the caller interrupts
VOICE_S: Final = 4.0  # from a sentence to its first audio, second engine included
VOICE_CHUNK_S: Final = 2.0  # between two chunks of a sentence
NO_INPUT_S: Final = 7.0  # silence of the caller before "are you still there?"
WRITES_S: Final = 45.0  # ... who answers in writing: he reads, thinks and types
BREATH_S: Final = 3.0  # after any word of ours, before he is asked
NO_INPUT_PROMPTS: Final = 2  # ... asked twice, then the goodbye
WARN_S: Final = 60.0  # before the longest call ends, the caller is told
LAST_PHRASE_S: Final = 8.0  # a hand-over or goodbye phrase that does not end
INSIST_S: Final = (
    1.2  # speech over the agent that is more than "mhm, mhm": not to be taken back
)
PAUSED_S: Final = 3.0  # a pause that no transcript decides
CLEANUP_S: Final = 0.5  # STYLE.md 15: every shielded cleanup
WATCH_S: Final = 0.2  # how often the watch looks; 27 us each (STACK.md section 6)
CALM_S: Final = 0.5  # ... while nobody waits; below FILLER_S, so that no filler is late


EngineKind = Literal[
    "stt-stream",
    "stt-request",
    "stt-local",
    "tts-service",
    "tts-local",
    "llm-service",
    "llm-local",
]
#: what one engine may take before the next is asked. A first engine that uses up its
#: budget leaves the second one time: ``STT_FINAL_S``, ``THINK_S`` and ``VOICE_S`` hold for
#: both. Services get what the slowest healthy one needs; offline engines share this
#: machine's processor with the calls, and a second one of them would be no faster.
ENGINE_BUDGETS: Final[Mapping[EngineKind, Budget]] = MappingProxyType(
    {
        # a word, or the sign that it hears a voice, comes within 0.5 s
        "stt-stream": Budget(first_s=1.5, between_s=3.0, final_s=1.5),
        # asked once, at the end of an utterance: no partial is due
        "stt-request": Budget(final_s=2.5),
        # a decode takes 0.5 s, and the finals of other calls go first
        "stt-local": Budget(first_s=4.0, between_s=6.0, final_s=4.0),
        # below FILLER_S: a hole in a sentence is filled by the next voice
        "tts-service": Budget(first_s=1.0, between_s=0.8),
        "tts-local": Budget(first_s=2.0, between_s=1.5),
        "llm-service": Budget(first_s=2.0, between_s=2.0),
        "llm-local": Budget(first_s=2.0, between_s=2.0),
    }
)  # `between_s` of voices is below VOICE_CHUNK_S, so that the reason is told
