"""Can callcore hear and speak? Model files by their hashes, voices by language.

The engine rooms are imported here, when asked: they load native code, and a broken
installation must be a finding.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from callcore.doctor.finding import Finding
from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.settings import Config

Voices = Callable[[Path], Mapping[Language, str]]

OFFLINE: Final = frozenset({"auto", "hibari", "rhvoice"})
_NAMES: Final[dict[Language, str]] = {
    "en": "English",
    "ru": "Russian",
    "uk": "Ukrainian",
}


def check_speech(config: Config) -> list[Finding]:
    """Return the findings about ears and voices that ``config`` asks for."""
    return [
        *_ears(config),
        *(_voices(config) if OFFLINE & set(config.tts) else []),
        *_head(config),
    ]


def _ears(config: Config) -> list[Finding]:
    findings = []
    if config.vad == "silero":
        findings.append(_pinned("vad", "SILERO"))
    hears_here = "whisper" in (*config.stt, config.stt_candidate)
    if hears_here and config.whisper_model is not None:
        findings.append(check_model_file(config.whisper_model))
    elif hears_here:
        parts = ("WHISPER_PART_1", "WHISPER_PART_2", "WHISPER_TOKENIZER")
        findings.append(_pinned("stt", *parts))
    return findings


def check_model_file(path: Path) -> Finding:
    """Return whether a model file of the operator's own is there and looks like one."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        return Finding("stt", "bad", f"{path} cannot be read: {error.strerror}.")
    if magic != b"lmgg":  # 0x67676d6c, little-endian: the head of every ggml file
        return Finding("stt", "bad", f"{path} is not a ggml model file.")
    return Finding("stt", "ok", f"{path} is there.")


def _pinned(topic: str, *names: str) -> Finding:
    try:
        pinned = importlib.import_module("callcore.engines.models.pinned")
        errors = importlib.import_module("callcore.engines.models.errors")
    except ImportError as error:
        return _broken(topic, error)
    try:
        pinned.verify(*(getattr(pinned, name) for name in names))
    except errors.ModelError as error:
        return Finding(topic, "bad", f"{error}.")
    return Finding(topic, "ok", "The packaged model files are whole.")


def _head(config: Config) -> list[Finding]:
    findings = []
    if "openai" in config.llm:
        where = f"{config.llm_model} at {config.llm_url}"
        text = f"{where}; not asked, it costs money (`callcore doctor --engines` asks)."
        findings.append(Finding("agent", "note", text))
    if "offline" in config.llm:
        findings.append(Finding("agent", "ok", "The built-in agent needs nothing."))
    return findings


def _voices(config: Config) -> list[Finding]:
    try:
        voices = importlib.import_module("callcore.engines.voices")
    except ImportError as error:
        return [_broken("voices", error)]
    return check_voices(config, voices.installed)


def check_voices(config: Config, installed: Voices) -> list[Finding]:
    """Return one finding for each language that a caller may have."""
    present = installed(config.cache_dir)
    needed = {config.language, *config.did_languages.values()}
    return [_voice(language, present, needed) for language in LANGUAGES]


def _voice(
    language: Language, present: Mapping[Language, str], needed: set[Language]
) -> Finding:
    topic = f"voice {_NAMES[language]}"
    if language in present:
        return Finding(topic, "ok", f"{present[language]}.")
    if language in needed:
        text = "Needed by your settings, and missing; `just voices` fetches one."
        return Finding(topic, "bad", text)
    return Finding(topic, "note", "None; `just voices` fetches one.")


def _broken(topic: str, error: ImportError) -> Finding:
    return Finding(
        topic,
        "bad",
        f"The installation is broken ({error}); remove .venv, run ./justw.",
    )
