"""Every deadline of a call, in one table; the sum defends P1: 10 s to a human.

Nothing else in this room holds a number of seconds. The budgets of single engines are
in :data:`ENGINE_BUDGETS`; they are shorter than the deadlines that contain them.
"""

from __future__ import annotations

from typing import Final

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


class EngineBudgets:
    """What one engine may take before the next is asked (DESIGN.md section 4).

    ``FIRST`` until the first answer, ``BETWEEN`` until the next; a partial is due only
    while the caller speaks, ``FINAL`` is from the end of the turn to its text. A first
    engine that uses up its budget must leave the second one time: ``STT_FINAL_S``,
    ``THINK_S`` and ``VOICE_S`` hold for both.
    """

    FIRST_PARTIAL_S: Final = 4.0
    BETWEEN_PARTIALS_S: Final = 6.0  # the finals of others go first
    FINAL_S: Final = 4.0
    FIRST_TOKEN_S: Final = 2.0
    BETWEEN_TOKENS_S: Final = 2.0
    FIRST_AUDIO_S: Final = 2.0
    BETWEEN_AUDIO_S: Final = 1.5  # below VOICE_CHUNK_S, so that the reason is told
