"""Loads a system prompt from the package, with the hash that names it in records.

The files are templates: ``{canary}`` stands for a mark that means nothing, so that a
prompt which is read out is known by it (:meth:`callcore.agent.guard.Guard.check_speech`).
The mark follows from the text, so a rendered prompt is the same on every machine, and its
hash names it. See ``CHANGELOG.md`` beside this file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources
from typing import Final

from callcore.shared.ids import Language

VERSION: Final = "v2"
_MARK: Final = "{canary}"
_MARK_CHARS: Final = 10


@dataclass(frozen=True, slots=True)
class Prompt:
    """One rendered prompt; ``sha256`` is that of ``text`` in UTF-8, in hex.

    ``secrets`` are words that no caller may hear.
    """

    version: str
    language: Language
    text: str
    sha256: str
    secrets: tuple[str, ...] = ()


def hash_of(text: str) -> str:
    """Return the SHA-256 of a rendered prompt in hex, as calls note it."""
    return hashlib.sha256(text.encode()).hexdigest()


def load_prompt(language: Language, version: str = VERSION) -> Prompt:
    """Return the prompt; raises :exc:`FileNotFoundError` for an unknown version."""
    folder = resources.files("callcore.agent.prompts")
    text = (folder / version / f"{language}.txt").read_text(encoding="utf-8").strip()
    secrets: tuple[str, ...] = ()
    if _MARK in text:
        mark = hash_of(f"mark {version} {language} {text}")[:_MARK_CHARS]
        text, secrets = text.replace(_MARK, mark), (mark,)
    return Prompt(version, language, text, hash_of(text), secrets)
