"""Errors as RFC 9457 problem details, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

CONTENT_TYPE: Final = "application/problem+json"
NO_HEADERS: Final[Mapping[str, str]] = {}


class Problem(Exception):
    """The answer is no; ``code`` is the short word that a client branches on."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers

    def body(self) -> str:
        """Return the JSON document."""
        document = {
            "type": f"urn:callcore:store:{self.code}",
            "title": self.code.replace("-", " "),
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        }
        return json.dumps(document)
