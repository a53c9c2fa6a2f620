"""Which queue of operators fits what the caller wants, by the words of its name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from callcore.engines.chat import ToolSpec
from callcore.engines.llm.offline.hearing import Heard

MAX_TOPICS: Final = 3
# a concept of the caller's words, and the words in the names of queues that serve it
_SERVED_BY: Final[dict[str, tuple[str, ...]]] = {
    "complaint": (
        "complaint",
        "claim",
        "quality",
        "return",
        "refund",
        "warranty",
        "care",
    ),
    "payment": ("payment", "billing", "account", "finance", "cash"),
    "status": ("order", "status", "tracking", "support", "service", "delivery"),
    "cancel": ("order", "cancel", "support", "service"),
    "delivery": ("delivery", "shipping", "logistic", "courier"),
    "elsewhere": ("fitting", "workshop", "garage", "service", "support", "info"),
    "wheel": ("wheel", "part", "sale", "shop"),
    "oil": ("oil", "part", "sale", "shop"),
    "tyre": ("tyre", "tire", "sale", "shop"),
    "order": ("sale", "shop"),
    "price": ("sale", "shop"),
}


def topics_in(heard: Heard, before: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the call is about, the newest and most telling first."""
    new = tuple(name for name in _SERVED_BY if name in heard.concepts)
    kept = tuple(name for name in before if name not in new)
    return (*new, *kept)[:MAX_TOPICS]


def queue_for(spec: ToolSpec, topics: Sequence[str]) -> str:
    """Return the queue of ``spec`` that serves the first topic that any serves."""
    names = _names(spec)
    for topic in topics:
        for word in _SERVED_BY.get(topic, ()):
            for name in names:
                if any(
                    token.startswith(word)
                    for token in re.findall(r"[a-z]+", name.lower())
                ):
                    return name
    return ""


def _names(spec: ToolSpec) -> list[str]:
    """Return the names in the schema's ``queue``; a schema of any shape is survived."""
    at: object = spec.parameters
    for key in ("properties", "queue", "enum"):
        at = at.get(key) if isinstance(at, Mapping) else None
    return (
        [name for name in at if isinstance(name, str)] if isinstance(at, list) else []
    )
