from __future__ import annotations

import pytest

from callcore.engines.models.whisper import prepare_whisper
from callcore.engines.stt.whisper import NativeWhisper
from tests.callcore.engines.voicecache import CACHE


@pytest.fixture(scope="session")
def whisper():
    """Load the real model, once."""
    return NativeWhisper(prepare_whisper(CACHE))
