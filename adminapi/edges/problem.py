"""What a client is told when something is not possible: problem+json (RFC 9457).

``type`` is a machine word below ``/problems/``; ``title`` says the same in a sentence;
``detail`` is about this request and quotes nothing of it. :data:`PROBLEMS` is the whole list,
so that every one of them stands in the OpenAPI document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, Field

MEDIA_TYPE: Final = "application/problem+json"


class FieldError(BaseModel):
    """What is wrong with one field of the request."""

    where: str = Field(description="body, query or header, and the path of the field")
    problem: str = Field(description="what it must be; never the value that was sent")


class ProblemShape(BaseModel):
    """A problem, as RFC 9457 draws it."""

    type: str = Field(description="a path such as /problems/not-found")
    title: str
    status: int
    detail: str = ""
    request_id: str = ""
    errors: list[FieldError] = []


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem."""

    status: int
    title: str


PROBLEMS: Final[Mapping[str, Kind]] = {
    "bad-request": Kind(400, "The request is not HTTP that this server understands."),
    "not-json": Kind(400, "The body is not the JSON that this address expects."),
    "unauthorized": Kind(401, "Log in first: the token is missing, wrong or over."),
    "wrong-login": Kind(401, "Name, password or code is wrong."),
    "code-required": Kind(401, "The user has a second factor: send its code too."),
    "new-password-required": Kind(
        401, "This password was for one login: choose a new one in the same request."
    ),
    "forbidden": Kind(403, "Your role may not do this."),
    "wrong-origin": Kind(403, "Requests from that site are not accepted."),
    "wrong-ticket": Kind(403, "The ticket is missing, used, too old or not for this."),
    "not-found": Kind(404, "There is nothing at this address."),
    "no-such-method": Kind(405, "This address does not take this method."),
    "too-slow": Kind(408, "The body did not arrive in time."),
    "conflict": Kind(409, "It cannot be done in the present state."),
    "raced": Kind(409, "Another tab has just refreshed: use what it was given."),
    "last-admin": Kind(409, "The last admin cannot be taken away."),
    "exists": Kind(409, "There is one with this name already."),
    "key-reused": Kind(409, "The idempotency key was used for another request."),
    "key-busy": Kind(409, "The first request with this idempotency key still runs."),
    "changed": Kind(412, "It was changed by somebody else: read it again."),
    "too-large": Kind(413, "The request is larger than this address takes."),
    "wrong-media-type": Kind(415, "The body must be application/json."),
    "no-such-range": Kind(416, "The range lies outside of the recording."),
    "invalid": Kind(422, "A field has a value that is not allowed."),
    "match-required": Kind(428, "Say with If-Match which version you change."),
    "too-many": Kind(429, "Too many requests; Retry-After says when to try again."),
    "headers-too-large": Kind(431, "The headers are larger than this server takes."),
    "bug": Kind(500, "Something went wrong here; the request id helps to find it."),
    "worker-gone": Kind(502, "The worker of this call did not answer."),
    "unavailable": Kind(503, "A part of the house is down; try again soon."),
    "no-answer": Kind(504, "The worker took too long to answer."),
}


class Problem(Exception):
    """Ends a request with a problem; the message is its word."""

    def __init__(
        self,
        word: str,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(word)
        self.word = word
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return PROBLEMS[self.word].status

    def shape(self, request_id: str) -> ProblemShape:
        """Return what the client gets."""
        kind = PROBLEMS[self.word]
        return ProblemShape(
            type=f"/problems/{self.word}",
            title=kind.title,
            status=kind.status,
            detail=self.detail,
            request_id=request_id,
            errors=self.errors,
        )
