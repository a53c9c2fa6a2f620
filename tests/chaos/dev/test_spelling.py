from __future__ import annotations

from callcore.engines.spelled import read_spelled
from callcore.shared.audioformat import BYTES_PER_S
from callcore.shared.config import load
from chaos.dev.spelling import DIDS, LEAST_MS, SETTINGS, clips_of, did_of


def test_callcore_accepts_the_settings():
    config = load({"HOME": "/nonexistent", **SETTINGS})
    assert config.stt == ("scripted",)
    assert dict(config.did_languages) == dict(DIDS)


def test_each_language_has_a_number():
    assert [DIDS[did_of(language)] for language in ("en", "ru", "uk")] == [
        "en", "ru", "uk",
    ]  # fmt: skip


def test_a_clip_spells_its_text_and_is_long_enough_to_be_speech():
    texts = ["Так.", "Добрий день, потрібні зимові шини."]
    for text, pcm in clips_of(texts).items():
        assert read_spelled(pcm) == text
        assert len(pcm) >= LEAST_MS / 1000 * BYTES_PER_S * 0.99
