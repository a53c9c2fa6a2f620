"""From a FastAGI request to an admission: who calls, which number, which language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs

from callcore.protocol.fastagi import Request
from callcore.protocol.link import MAX_TEXT_CHARS
from callcore.shared.ids import CallId, Language, language_of
from callcore.shared.records import Admission

NO_NUMBER: Final = frozenset({"", "s", "unknown"})  # extensions that nobody dialled
NO_ID: Final = CallId("")  # each try gets its own, see placement.py


def admission_of(
    request: Request, did_languages: Mapping[str, Language], default: Language
) -> Admission:
    """Return the admission of a caller; its id is still empty.

    The language is that of ``agi://host/admit?language=uk`` or of an argument
    ``language=uk``; else that of the dialled number; else ``default``.
    """
    did = _did(request)
    asked = _language_asked(request)
    return Admission(
        call_id=NO_ID,
        caller=request.caller[:MAX_TEXT_CHARS],
        did=did,
        language=asked or did_languages.get(did, default),
        channel=request.channel[:MAX_TEXT_CHARS],
    )


def _did(request: Request) -> str:
    for number in (request.extension, request.env.get("agi_dnid", "")):
        if number not in NO_NUMBER:
            return number[:MAX_TEXT_CHARS]
    return ""


def _language_asked(request: Request) -> Language | None:
    query = request.env.get("agi_network_script", "").partition("?")[2]
    for text in (
        query[:MAX_TEXT_CHARS],
        *(arg[:MAX_TEXT_CHARS] for arg in request.args),
    ):
        for value in parse_qs(text, max_num_fields=None).get("language", ()):
            if language := language_of(value):
                return language
    return None
