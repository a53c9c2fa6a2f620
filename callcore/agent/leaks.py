"""Does a sentence give away the prompt? Canary words and runs of eight words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from callcore.agent.orderbook import letters

RUN: Final = 8  # words in a row: shorter ones occur in honest sentences
LEAST_SQUEEZED: Final = 6  # letters of a canary that is also found if it is spelled out


@lru_cache(maxsize=8)
def runs_of(prompt: str) -> frozenset[str]:
    """Return every eight words in a row of ``prompt``; kept, calls share their prompts."""
    words = letters(prompt).split()
    return frozenset(
        " ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)
    )


class LeakWatch:
    """What was said of late, held against the prompt. Synchronous, never raises."""

    def __init__(self, secrets: Sequence[str], prompt: str) -> None:
        plain = [letters(secret) for secret in secrets]
        self._secrets = [secret for secret in plain if secret]
        squeezed = [secret.replace(" ", "") for secret in self._secrets]
        self._squeezed = [s for s in squeezed if len(s) >= LEAST_SQUEEZED]
        self._runs = runs_of(prompt)
        self._words: list[str] = []  # the last that were said

    def begin_turn(self) -> None:
        """Forget what was said before: the caller spoke."""
        self._words = []

    def leaks(self, text: str) -> bool:
        """Say whether ``text``, after what was said before it, gives the prompt away."""
        said = letters(text)
        words = [*self._words, *said.split()]
        if self._holds_secret(" ".join(words)):
            return True
        if self._runs and any(
            " ".join(words[at : at + RUN]) in self._runs
            for at in range(len(words) - RUN + 1)
        ):
            return True
        self._words = words[-(RUN - 1) :]
        return False

    def _holds_secret(self, words: str) -> bool:
        if not self._secrets:
            return False
        squeezed = words.replace(" ", "")
        padded = f" {words} "
        return any(f" {secret} " in padded for secret in self._secrets) or any(
            secret in squeezed for secret in self._squeezed
        )
