"""What Google's Speech takes and refuses: models, languages, regions, limits. Pure.

The table is as good as the public documents were in November 2026; where they are silent
it allows. Sentences of refusals are worded like Google's, as people quote them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from chaos.standins.google.refusal import Refusal, invalid

Api = Literal["v1", "v2"]
RATES_HZ: Final = range(8000, 48_001)
MOST_CHUNK_BYTES: Final = 25_600  # of one request of a stream ("25 KB", quotas page)
MOST_PHRASES: Final = 5000
MOST_PHRASE_CHARS: Final = 100
MOST_HINT_CHARS: Final = 100_000
MOST_LANGUAGES: Final = 4  # the expected one and three more
#: content of a request without a stream: one minute, 10 MB
MOST_CONTENT_BYTES: Final = 10 * 1024 * 1024
MOST_CONTENT_S: Final = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """The configuration of a recognition, the same for both versions."""

    api: Api
    model: str
    languages: tuple[str, ...]
    rate_hz: int
    hints: tuple[str, ...] = ()
    interim: bool = False
    events: bool = False
    recognizer: str = ""  # v2: its full name


@dataclass(frozen=True, slots=True)
class Model:
    """What one model does; None means all that we know of.

    ``streams`` are the languages of its streams, by their first part.
    """

    apis: frozenset[Api]
    streams: frozenset[str] | None = None
    regions: frozenset[str] | None = None


_V1: Final[frozenset[Api]] = frozenset({"v1"})
_V2: Final[frozenset[Api]] = frozenset({"v2"})
_BOTH: Final = _V1 | _V2
_CHIRP_2_STREAMS: Final = frozenset("cmn yue en fr de it ja ko pt es".split())  # noqa: SIM905
_CHIRP_REGIONS: Final = frozenset({"us-central1", "europe-west4", "asia-southeast1"})
_CHIRP_3_REGIONS: Final = _CHIRP_REGIONS | {
    "us",
    "eu",
    "asia-northeast1",
    "asia-south1",
}
_ENGLISH: Final = frozenset({"en"})

MODELS: Final[Mapping[str, Model]] = {
    "": Model(_V1),  # v1 chooses for you
    "default": Model(_V1),
    "command_and_search": Model(_V1),
    "phone_call": Model(_V1, frozenset("en ru de es fr it ja nl pt".split())),  # noqa: SIM905
    "video": Model(_V1, frozenset("en ru de es fr it ja nl pt".split())),  # noqa: SIM905
    "latest_long": Model(_BOTH),
    "latest_short": Model(_BOTH),
    "telephony": Model(_BOTH),
    "telephony_short": Model(_BOTH),
    "medical_dictation": Model(_BOTH, _ENGLISH),
    "medical_conversation": Model(_BOTH, _ENGLISH),
    "long": Model(_V2),
    "short": Model(_V2),
    "chirp": Model(_V2, None, _CHIRP_REGIONS),
    "chirp_2": Model(_V2, _CHIRP_2_STREAMS, _CHIRP_REGIONS),
    "chirp_3": Model(_V2, None, _CHIRP_3_REGIONS),
}
REGIONS: Final = _CHIRP_3_REGIONS | {
    "global",
    "europe-west1",
    "europe-west2",
    "europe-west3",
    "us-east1",
    "us-west1",
    "northamerica-northeast1",
    "australia-southeast1",
}
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-[A-Za-z]{2}|-[0-9]{3})?|auto")
_RECOGNIZER: Final = re.compile(
    r"projects/([^/]+)/locations/([^/]+)/recognizers/([^/]+)"
)


def check(asked: Asked, *, streams: bool = True) -> None:
    """Raise :exc:`Refusal` if Google would not take this."""
    _check_model(asked)
    _check_languages(asked, streams=streams)
    if asked.rate_hz not in RATES_HZ:
        raise invalid(
            f"Invalid recognition 'config': bad sample rate hertz: {asked.rate_hz}."
        )
    _check_hints(asked.hints)


def region_of(recognizer: str) -> str:
    """Return the location in the name of a recogniser; raises :exc:`Refusal`."""
    match = _RECOGNIZER.fullmatch(recognizer)
    if match is None:
        raise invalid("Invalid resource field value in the request.")
    return match[2]


def _check_model(asked: Asked) -> None:
    region = region_of(asked.recognizer) if asked.api == "v2" else "global"
    if region not in REGIONS:
        raise invalid(
            f"Expected resource location to be global, but found {region} in resource name."
        )
    model = MODELS.get(asked.model)
    if model is None or asked.api not in model.apis:
        raise _no_such_model(asked, region)
    if model.regions is not None and region not in model.regions:
        raise _no_such_model(asked, region)


def _no_such_model(asked: Asked, region: str) -> Refusal:
    if asked.api == "v1":
        return invalid(
            f"Invalid recognition 'config': unknown model '{asked.model[:100]}'."
        )
    return invalid(
        f'The model "{asked.model[:100]}" does not exist in the location named "{region}".'
    )


def _check_languages(asked: Asked, *, streams: bool) -> None:
    if not asked.languages or not all(asked.languages):
        raise invalid("Invalid recognition 'config': a language code is required.")
    if len(asked.languages) > MOST_LANGUAGES:
        raise invalid("Invalid recognition 'config': too many language codes.")
    for tag in asked.languages:
        if not _TAG.fullmatch(tag):
            raise invalid(f"Invalid language code: {tag[:40]!r}.")
        known = MODELS[asked.model].streams if streams else None
        if known is not None and tag.lower().partition("-")[0] not in known:
            raise invalid(
                f'The language "{tag}" is not supported by the model "{asked.model}" '
                "in streaming recognition."
            )


def _check_hints(hints: tuple[str, ...]) -> None:
    if len(hints) > MOST_PHRASES or sum(map(len, hints)) > MOST_HINT_CHARS:
        raise invalid("Too many phrases in the request.")
    if any(len(hint) > MOST_PHRASE_CHARS for hint in hints):
        raise invalid(f"A phrase is longer than {MOST_PHRASE_CHARS} characters.")
