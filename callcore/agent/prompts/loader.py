"""Loads system prompts, from the package or from texts, with the hash that names them.

The texts are templates: ``{canary}`` stands for a mark that means nothing, so that a
prompt which is read out is known by it (:meth:`callcore.agent.guard.Guard.check_speech`).
The mark follows from the text, so a rendered prompt is the same on every machine, and its
hash names it. See ``CHANGELOG.md`` beside this file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Final

from callcore.shared.ids import LANGUAGES, Language

VERSION: Final = "v2"
LEAST_CHARS: Final = 40  # less is an accident, not a prompt
MOST_CHARS: Final = 40_000  # 12,000 tokens, paid for with every reply
_MARK: Final = "{canary}"
_MARK_CHARS: Final = 10
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class PromptError(ValueError):
    """These texts are no prompt; the message is one sentence and quotes none of them."""


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


PromptSet = Mapping[Language, Prompt]
"""A version: the prompt of every language. A call keeps to one from its begin to its end."""


def hash_of(text: str) -> str:
    """Return the SHA-256 of a rendered prompt in hex, as calls note it."""
    return hashlib.sha256(text.encode()).hexdigest()


def load_prompt(language: Language, version: str = VERSION) -> Prompt:
    """Return the prompt; raises :exc:`FileNotFoundError` for an unknown version."""
    folder = resources.files("callcore.agent.prompts")
    text = (folder / version / f"{language}.txt").read_text(encoding="utf-8")
    return _rendered(version, language, text)


def packaged(version: str = VERSION) -> PromptSet:
    """Return the prompts that came with callcore."""
    return {language: load_prompt(language, version) for language in LANGUAGES}


def prompts_of(version: str, texts: object) -> PromptSet:
    """Return the prompts of a version that somebody wrote; raises :exc:`PromptError`.

    ``texts`` holds a template for each language and nothing else.
    """
    if not _NAME.fullmatch(version):
        raise PromptError("The name of a version is a word of at most 64 characters.")
    if not isinstance(texts, Mapping) or set(texts) != set(LANGUAGES):
        raise PromptError(f"There must be a text for each of {', '.join(LANGUAGES)}.")
    return {
        language: _rendered(version, language, _checked(language, texts[language]))
        for language in LANGUAGES
    }


def _checked(language: Language, text: object) -> str:
    if not isinstance(text, str) or not LEAST_CHARS <= len(text) <= MOST_CHARS:
        raise PromptError(
            f"The text in {language} must have {LEAST_CHARS} to {MOST_CHARS} characters."
        )
    if any(not char.isprintable() and char not in "\n\t\r" for char in text):
        raise PromptError(f"The text in {language} has characters that cannot be seen.")
    return text


def _rendered(version: str, language: Language, text: str) -> Prompt:
    text, secrets = text.strip(), tuple[str, ...]()
    if _MARK in text:
        mark = hash_of(f"mark {version} {language} {text}")[:_MARK_CHARS]
        text, secrets = text.replace(_MARK, mark), (mark,)
    return Prompt(version, language, text, hash_of(text), secrets)
