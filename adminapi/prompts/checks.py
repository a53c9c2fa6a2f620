"""What a prompt must have and must not: one sentence for each fault, quoting nothing.

Workers check again before they use one (:func:`callcore.agent.prompts.loader.prompts_of`);
what passes here passes there.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from callcore.shared.ids import LANGUAGES

LEAST_CHARS: Final = 200
MOST_CHARS: Final = 20_000  # 6,000 tokens, paid for with every reply
MARK: Final = "{canary}"
_PLACEHOLDER: Final = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}", re.ASCII)
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_LEAST_CYRILLIC: Final = 0.3  # of the letters of a text in Russian or Ukrainian
_SECRETS: Final = re.compile(
    r"sk-[A-Za-z0-9_-]{16,}|AKIA[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,}"  # vendors' keys
    r"|-----BEGIN [A-Z ]*PRIVATE KEY|eyJ[A-Za-z0-9_-]{10,}\.eyJ"  # keys, tokens
    r"|://[^\s/:@]+:[^\s/@]+@|\bBearer\s+[A-Za-z0-9._~+/-]{20,}"  # addresses with passwords
    r"|(?i:\b(?:password|passwd|secret|api[_-]?key|token)\s*[:=]\s*\S{6,})",
    re.ASCII,
)


def faults(texts: Mapping[str, str]) -> Sequence[str]:
    """Return what is wrong with the texts of a prompt; nothing if it may be published."""
    if set(texts) != set(LANGUAGES):
        return [f"There must be a text for each of {', '.join(LANGUAGES)}."]
    return [
        f"{language}: {fault}" for language in LANGUAGES for fault in _faults(language, texts[language])
    ]  # fmt: skip


def _faults(language: str, text: str) -> Iterator[str]:
    length = len(text.strip())
    if not LEAST_CHARS <= length <= MOST_CHARS:
        yield f"it must have {LEAST_CHARS} to {MOST_CHARS} characters, it has {length}."
    if any(not char.isprintable() and char not in "\n\t\r" for char in text):
        yield "it has characters that cannot be seen."
    if text.count(MARK) != 1:
        yield f"it must hold {MARK} once: the mark by which a leaked prompt is known."
    others = _PLACEHOLDER.findall(text.replace(MARK, ""))
    if others:
        yield f"it has {len(others)} placeholders that nothing fills; only {MARK} is filled."
    if _SECRETS.search(text):
        yield "it seems to hold a key, a token or a password; every call sends it to a vendor."
    if language != "en" and not _is_cyrillic(text):
        yield "it is hardly written in Cyrillic: is it the text of another language?"


def _is_cyrillic(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    return len(_CYRILLIC.findall(text)) >= _LEAST_CYRILLIC * letters


def sha_of(texts: Mapping[str, str]) -> str:
    """Return the SHA-256 that names these texts, in hex."""
    plain = json.dumps(dict(texts), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()
