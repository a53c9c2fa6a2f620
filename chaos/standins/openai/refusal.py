"""How OpenAI says no: a status and a JSON object with one ``error``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from quart import Response

from chaos.standins.trouble import TroubleKind

JSON: Final = "application/json"
RETRY_AFTER_S: Final = 1


class Refusal(Exception):
    """This request ends with ``status``; ``str()`` is its message."""

    def __init__(
        self,
        status: int,
        text: str,
        code: str | None = None,
        kind: str = "invalid_request_error",
    ) -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        self.kind = kind

    @property
    def body(self) -> dict[str, object]:
        """Return what is sent."""
        error = {
            "message": str(self),
            "type": self.kind,
            "param": None,
            "code": self.code,
        }
        return {"error": error}

    def response(self) -> Response:
        """Return the whole answer."""
        response = Response(json.dumps(self.body), self.status, content_type=JSON)
        if self.status == 429:
            response.headers["Retry-After"] = str(RETRY_AFTER_S)
        return response


def no_such_model(model: str) -> Refusal:
    """Return the refusal of a model that is not served."""
    text = f"The model `{model[:100]}` does not exist or you do not have access to it."
    return Refusal(404, text, "model_not_found")


#: what each trouble is answered with; the wording is like the vendor's
REFUSALS: Final[Mapping[TroubleKind, tuple[int, str, str, str]]] = {
    "limit": (429, "Rate limit reached.", "rate_limit_exceeded", "requests"),
    "unauthorised": (
        401,
        "Incorrect API key provided.",
        "invalid_api_key",
        "invalid_request_error",
    ),
    "forbidden": (
        403,
        "Country, region, or territory not supported.",
        "unsupported_country_region_territory",
        "request_forbidden",
    ),
    "missing": (
        404,
        "The model does not exist.",
        "model_not_found",
        "invalid_request_error",
    ),
    "refuse": (400, "Invalid request.", "invalid_value", "invalid_request_error"),
    "error": (
        500,
        "The server had an error while processing your request.",
        "server_error",
        "server_error",
    ),
}
