"""Native voices in tests: where RHVoice is (the cache of the one who runs them), who listens."""

from __future__ import annotations

import pytest

from callcore.engines.tts.rhvoice import find_rhvoice
from callcore.shared.config import from_environment

CACHE = from_environment().cache_dir
NEEDS_RHVOICE = pytest.mark.skipif(
    find_rhvoice(CACHE) is None, reason="RHVoice is not here; `just voices` fetches it"
)


def collect(voice, text):
    """Return all chunks of a sentence."""
    chunks = []

    def take(chunk):
        chunks.append(chunk)
        return True

    voice.say(text, take)
    return chunks


def first_only(voice, text):
    """Return the chunks that come although nobody listens after the first."""
    chunks = []

    def take(chunk):
        chunks.append(chunk)
        return False

    voice.say(text, take)
    return chunks
