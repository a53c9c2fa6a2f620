"""The channels of a call; the only file that may open one (STYLE.md 19)."""

from __future__ import annotations

from typing import Final

import trio

from callcore.call.happened import Happened
from callcore.call.saying import Queued
from callcore.engines.utterance import UtteranceAudio

EVENTS: Final = 256
"""A turn makes about 12 events, so this is 20 turns without the driver running once.
Overflow: ``WouldBlock`` in the poster, which ends the call towards a human."""

UTTERANCES: Final = 8
"""Utterances that wait for their transcript. Overflow: the recogniser is too late, a human."""

SENTENCES: Final = 32
"""Sentences that wait for their voice, about a minute and a half of speech.
Overflow: the thinker waits, so a model that talks for ever is slowed to speech."""


def event_lane() -> tuple[
    trio.MemorySendChannel[Happened], trio.MemoryReceiveChannel[Happened]
]:
    """Open the lane from every task to the driver."""
    return trio.open_memory_channel[Happened](EVENTS)


def utterance_lane() -> tuple[
    trio.MemorySendChannel[UtteranceAudio], trio.MemoryReceiveChannel[UtteranceAudio]
]:
    """Open the lane from the hearing to the listener."""
    return trio.open_memory_channel[UtteranceAudio](UTTERANCES)


def sentence_lane() -> tuple[
    trio.MemorySendChannel[Queued], trio.MemoryReceiveChannel[Queued]
]:
    """Open the lane from the thinker to the speaker."""
    return trio.open_memory_channel[Queued](SENTENCES)
