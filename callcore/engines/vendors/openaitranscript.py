"""What is asked of a transcription service, and what its answer says. Pure.

Three kinds of models speak the same address with different words:

* ``listing`` (gpt-transcribe): takes the possible languages and key words as lists, and
  lists the languages that it heard
* ``plain`` (gpt-4o-transcribe and its sisters): one language, a prompt, only JSON
* ``whisper`` (whisper-1, and what people run themselves): the same, and names the language
  that it heard in ``verbose_json`` if none was given

Source: the reference of audio/transcriptions as the library 3.54 carries it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from callcore.engines.vendors.openai import (
    count_untrusted,
    field_untrusted,
    text_untrusted,
)
from callcore.shared.ids import Language, language_of

MAX_BODY_BYTES: Final = 1_000_000  # verbose_json of a minute has 50 kB
MAX_TEXT_CHARS: Final = 10_000
PROMPT_CHARS: Final = 400  # Whisper keeps the last 224 tokens of a prompt
MAX_KEYWORDS: Final = 50
_MAX_SEGMENTS: Final = 200

Kind = Literal["listing", "plain", "whisper"]
Fields = dict[str, str | float | list[str]]

_NAMES: Final[dict[str, Language]] = {
    "english": "en",
    "russian": "ru",
    "ukrainian": "uk",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service heard.

    ``language`` is the one it named: ``None`` if it named none, ``""`` for one that is
    not ours. ``facts`` are what it says about its bill.
    """

    text: str
    confidence: float | None = None
    language: Language | Literal[""] | None = None
    facts: dict[str, int] = field(default_factory=dict)


def kind_of(model: str) -> Kind:
    """Return how a model wants to be asked; unknown ones are taken for Whispers."""
    if model.startswith("gpt-transcribe"):
        return "listing"
    return "plain" if model.startswith("gpt-4o") else "whisper"


def fields_of(model: str, among: Sequence[Language], hints: Sequence[str]) -> Fields:
    """Return the fields of a request; the first of ``among`` is expected.

    Several of them ask the model which one it hears, so it must be one that can tell.
    """
    kind = kind_of(model)
    if kind == "listing":
        fields: Fields = {"response_format": "json", "languages": list(among)}
        if words := _bounded(hints):
            fields["keywords"] = words
        return fields
    fields = {"response_format": "json", "temperature": 0.0}
    if len(among) == 1:
        fields["language"] = among[0]
    else:
        fields["response_format"] = "verbose_json"
    if words := _bounded(hints):
        fields["prompt"] = f"{', '.join(words)}."
    return fields


def _bounded(hints: Sequence[str]) -> list[str]:
    """Return the first hints, as many as a prompt holds."""
    words: list[str] = []
    room = PROMPT_CHARS
    for hint in hints[:MAX_KEYWORDS]:
        word = " ".join(hint.split())
        room -= len(word) + 2
        if room < 0:
            break
        if word:
            words.append(word)
    return words


def read_answer_untrusted(body: bytes) -> Answer:
    """Return what ``body`` says. Raises :exc:`ValueError` and nothing else."""
    try:
        said = json.loads(body)
    except RecursionError:
        raise ValueError("an answer that is nested too deeply") from None
    text = field_untrusted(said, "text")
    if not isinstance(text, str) or len(text) > MAX_TEXT_CHARS:
        raise ValueError("an answer without a text, or with more than anybody says")
    return Answer(
        text_untrusted(text),
        _confidence_untrusted(field_untrusted(said, "segments")),
        _language_untrusted(said),
        _facts_untrusted(field_untrusted(said, "usage")),
    )


def _language_untrusted(said: object) -> Language | Literal[""] | None:
    named = field_untrusted(said, "language")
    listed = field_untrusted(said, "languages")
    if isinstance(listed, list) and listed:
        named = field_untrusted(listed[0], "code")
    if not isinstance(named, str) or not named.strip():
        return None
    word = named[:64].strip().lower()
    return _NAMES.get(word) or language_of(word) or ""


def _confidence_untrusted(segments: object) -> float | None:
    """Return the confidence of the least sure segment."""
    if not isinstance(segments, list):
        return None
    logs = [field_untrusted(one, "avg_logprob") for one in segments[:_MAX_SEGMENTS]]
    known = [float(log) for log in logs if isinstance(log, float) and log <= 0]
    return math.exp(min(known)) if known else None


def _facts_untrusted(usage: object) -> dict[str, int]:
    seconds = field_untrusted(usage, "seconds")
    billed_ms = 0
    if isinstance(seconds, int | float) and 0 < seconds < 3600:
        billed_ms = round(seconds * 1000)
    facts = {
        "tokens_in": count_untrusted(field_untrusted(usage, "input_tokens")),
        "tokens_out": count_untrusted(field_untrusted(usage, "output_tokens")),
        "billed_ms": billed_ms,
    }
    return {name: count for name, count in facts.items() if count}
