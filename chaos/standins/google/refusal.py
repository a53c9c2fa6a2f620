"""How Google says no: a status code and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import grpc

from chaos.standins.trouble import TroubleKind

Code = grpc.StatusCode


class Refusal(Exception):
    """This request ends with ``code``; ``str()`` is its details."""

    def __init__(self, code: Code, text: str) -> None:
        super().__init__(text)
        self.code = code


class Cut(Exception):
    """This stream ends well formed, but too early."""


def invalid(text: str) -> Refusal:
    """Return the usual refusal."""
    return Refusal(Code.INVALID_ARGUMENT, text)


#: what each trouble is answered with; the wording is like Google's
REFUSALS: Final[Mapping[TroubleKind, tuple[Code, str]]] = {
    "limit": (
        Code.RESOURCE_EXHAUSTED,
        "Quota exceeded for quota metric 'Streaming requests' of this service.",
    ),
    "unauthorised": (
        Code.UNAUTHENTICATED,
        "Request had invalid authentication credentials.",
    ),
    "forbidden": (
        Code.PERMISSION_DENIED,
        "Permission 'speech.recognizers.recognize' denied on resource.",
    ),
    "missing": (Code.NOT_FOUND, "Requested entity was not found."),
    "refuse": (Code.INVALID_ARGUMENT, "Request contains an invalid argument."),
    "error": (Code.INTERNAL, "Internal error encountered."),
}
