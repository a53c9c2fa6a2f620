"""What Google's speech models can do, as far as its documents say. One table.

Read in November 2026 at docs.cloud.google.com/speech-to-text:

- models/chirp-2: StreamingRecognize takes cmn, yue, en, fr, de, it, ja, ko, pt, es and
  nothing else; v2 only.
- transcription-model: ``chirp`` is for "non-streaming transcriptions"; v2 only.
- models/chirp-3: v2 only, streams, tells languages apart.
- medical models: English only (v1/transcription-model).
- v1/enable-language-recognition: up to three alternative languages, best for short
  statements, a preview. v2: "if additional languages are provided, the result will
  contain recognition in the most likely language" (cloud_speech.proto).

Not certain: in which regions each model takes Russian and Ukrainian, and whether
``telephony`` takes Ukrainian; Google's locations API knows, at run time. Such a request
is refused by Google as ``bad-request`` and the next engine is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from callcore.engines.offers import Capabilities, OfferError
from callcore.engines.stt.googlewire import APIS, SpeechApi
from callcore.shared.ids import LANGUAGES, Language

_ALL: Final = frozenset(LANGUAGES)
_ENGLISH: Final[frozenset[Language]] = frozenset({"en"})
_V2: Final[frozenset[SpeechApi]] = frozenset({"v2"})
_V1: Final[frozenset[SpeechApi]] = frozenset({"v1"})
_BOTH: Final = _V1 | _V2


@dataclass(frozen=True, slots=True)
class _Model:
    apis: frozenset[SpeechApi]
    streams: frozenset[Language]
    detects: bool = False


MODELS: Final[Mapping[str, _Model]] = {
    "latest_long": _Model(_BOTH, _ALL, detects=True),
    "latest_short": _Model(_BOTH, _ALL, detects=True),
    "long": _Model(_V2, _ALL, detects=True),
    "short": _Model(_V2, _ALL, detects=True),
    "chirp_3": _Model(_V2, _ALL, detects=True),
    "chirp_2": _Model(_V2, _ENGLISH),
    "chirp": _Model(_V2, frozenset()),
    "chirp_telephony": _Model(_V2, frozenset()),
    "command_and_search": _Model(_V1, _ALL, detects=True),
    "default": _Model(_V1, _ALL, detects=True),
    "medical_conversation": _Model(_BOTH, _ENGLISH),
    "medical_dictation": _Model(_BOTH, _ENGLISH),
}


def speech_capabilities(api: str, model: str) -> Capabilities:
    """Return what ``model`` can do in streams of ``api``.

    Only what is known to be impossible is refused, with :exc:`OfferError` and the models
    that can. A model that the table does not know is taken to stream every language, as
    Google adds models more often than this table is read; it is not asked to tell
    languages apart, as a model that cannot refuses the whole request.
    """
    version = next((known for known in APIS if known == api), None)
    if version is None:
        raise OfferError(f"Google's Speech-to-Text has no API {api!r}, only v1 and v2.")
    known = MODELS.get(model, _Model(_BOTH, _ALL))
    if version not in known.apis or not known.streams:
        why = "does not stream" if version in known.apis else f"is not in API {version}"
        able = ", ".join(sorted(_streaming(version)))
        raise OfferError(
            f"CALLCORE_GOOGLE_STT_MODEL: {model!r} {why}; these do: {able}."
        )
    return Capabilities(known.streams, partials=True, detects=known.detects)


def _streaming(api: SpeechApi) -> set[str]:
    return {
        name for name, model in MODELS.items() if api in model.apis and model.streams
    }
