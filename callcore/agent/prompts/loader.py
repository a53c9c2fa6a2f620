"""Loads a system prompt from the package, with the hash that names it in records."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources
from typing import Final

from callcore.shared.ids import Language

VERSION: Final = "v1"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt; ``sha256`` is that of ``text`` in UTF-8, in hex."""

    version: str
    language: Language
    text: str
    sha256: str


def load_prompt(language: Language, version: str = VERSION) -> Prompt:
    """Return the prompt; raises :exc:`FileNotFoundError` for an unknown version."""
    folder = resources.files("callcore.agent.prompts")
    text = (folder / version / f"{language}.txt").read_text(encoding="utf-8").strip()
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Prompt(version, language, text, digest)
