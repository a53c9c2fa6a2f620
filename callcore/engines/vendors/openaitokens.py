"""How many tokens a reply took: what the service says, or an estimate. Pure.

The service says it in the last chunk of a stream. A stream that was cancelled or cut has
no last chunk but is billed, and some servers never say it: then three characters are
taken for a token, which is between English (four) and Cyrillic (two to three).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from callcore.engines.chat import Message, ToolSpec
from callcore.engines.vendors.openai import PROVIDER, count_untrusted
from callcore.shared.costs.usage import Unit, Usage

CHARS_PER_TOKEN: Final = 3
COUNTED: Final[Mapping[str, int]] = MappingProxyType({})
ESTIMATED: Final[Mapping[str, int]] = MappingProxyType({"estimated": 1})


@dataclass(slots=True)
class Tokens:
    """The counts of one reply; 0 is not known. ``tokens_in`` includes the cached ones."""

    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0

    def take_untrusted(self, usage: object) -> None:
        """Note a usage record; a later one replaces an earlier one, 0 replaces nothing."""
        tokens_in = _count(usage, "prompt_tokens")
        self.tokens_in = tokens_in or self.tokens_in
        cached = _count(getattr(usage, "prompt_tokens_details", None), "cached_tokens")
        self.tokens_cached = min(cached or self.tokens_cached, self.tokens_in)
        self.tokens_out = _out_of(usage, tokens_in) or self.tokens_out

    def usages(
        self, model: str, sent_chars: int, received_chars: int, *, whole: bool
    ) -> list[Usage]:
        """Return what is billed; ``whole`` if the reply came to its end."""
        guess_in = 0 if self.tokens_in else _tokens_of(sent_chars)
        # what a service counted in mid-stream may be less than what it sent since
        guessing = not (whole and self.tokens_out)
        guess_out = _tokens_of(received_chars) if guessing else 0
        counts: tuple[tuple[Unit, int, Mapping[str, int]], ...] = (
            ("tokens_in", self.tokens_in - self.tokens_cached, COUNTED),
            ("tokens_in", guess_in, ESTIMATED),
            ("tokens_cached", self.tokens_cached, COUNTED),
            (
                "tokens_out",
                max(guess_out, self.tokens_out),
                ESTIMATED if guess_out else COUNTED,
            ),
        )
        return [
            Usage("llm", PROVIDER, model, "stream", unit, count, facts)
            for unit, count, facts in counts
            if count
        ]


def _out_of(usage: object, tokens_in: int) -> int:
    """Return the output, thoughts included: some services count those only in the total."""
    out = _count(usage, "completion_tokens")
    details = getattr(usage, "completion_tokens_details", None)
    thoughts = _count(details, "reasoning_tokens")
    apart = _count(usage, "total_tokens") == tokens_in + out + thoughts
    return out + thoughts if apart else out


def _count(record: object, name: str) -> int:
    return count_untrusted(getattr(record, name, 0))


def _tokens_of(chars: int) -> int:
    return -(-chars // CHARS_PER_TOKEN)


def chars_sent(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> int:
    """Return about how much a model was given to read."""
    said = sum(len(message.text) for message in messages)
    called = sum(
        len(call.name) + len(call.arguments)
        for message in messages
        for call in message.tool_calls
    )
    shown = sum(
        len(tool.name) + len(tool.description) + len(str(tool.parameters))
        for tool in tools
    )
    return said + called + shown
