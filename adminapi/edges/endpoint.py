"""An endpoint as data: from it come the route, the checks, and its page in OpenAPI.

A handler is an async function of one :class:`Ask`. It returns a shape, ``None`` (204) or a
:class:`Raw` answer, and raises :exc:`~adminapi.edges.problem.Problem`. It knows no HTTP.
quart-schema was tried on paper and left (D-107): roles, limits, idempotency and problems
would stand beside its decorators, and the document would not know of them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeVar, get_args
from uuid import UUID

from pydantic import BaseModel

from adminapi.edges.problem import Problem

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Role = Literal["viewer", "operator", "supervisor", "admin"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
PREFIX: Final = "/api/v1"
Shape = TypeVar("Shape", bound=BaseModel)

PUBLIC: Final[frozenset[Role]] = frozenset()  # nobody needs to be logged in
ADMIN: Final[frozenset[Role]] = frozenset({"admin"})
SUPERVISOR: Final[frozenset[Role]] = frozenset({"admin", "supervisor"})
OPERATOR: Final[frozenset[Role]] = frozenset({"admin", "supervisor", "operator"})
ANYBODY: Final[frozenset[Role]] = frozenset(ROLES)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, as a token that is good says."""

    user_id: str
    name: str
    role: Role
    session_id: str
    token_id: str
    expires_s: float  # unix time

    def sees_numbers(self) -> bool:
        """Return whether callers' numbers are shown to him whole."""
        return self.role in SUPERVISOR


@dataclass(slots=True)
class Ask:
    """One request, checked. ``path`` holds what stands in the address.

    Names in ``headers`` are written ``Like-This``.
    """

    request_id: str
    address: str  # of the client, as far as trusted proxies tell
    user_agent: str
    who_or_none: Principal | None
    path: Mapping[str, Any]
    query_or_none: BaseModel | None
    body_or_none: BaseModel | None
    headers: Mapping[str, str]
    cookies: Mapping[str, str] = field(default_factory=dict)

    @property
    def who(self) -> Principal:
        """Return who asks; only for endpoints that are not public."""
        assert self.who_or_none is not None
        return self.who_or_none

    def body(self, shape: type[Shape]) -> Shape:
        """Return the body, which is of the shape that the endpoint declares."""
        assert isinstance(self.body_or_none, shape)
        return self.body_or_none

    def query(self, shape: type[Shape]) -> Shape:
        """Return the query string, which is of the shape that the endpoint declares."""
        assert isinstance(self.query_or_none, shape)
        return self.query_or_none

    def id(self, name: str) -> str:
        """Return an id from the address."""
        value = self.path[name]
        return str(value) if isinstance(value, UUID) else value

    def require_match(self, etag: str) -> None:
        """Refuse a change of what was changed since it was read.

        ``etag`` names the present version. Raises ``match-required`` or ``changed``.
        """
        given = self.headers.get("If-Match", "")
        if not given:
            raise Problem("match-required")
        wanted = {part.strip() for part in given.split(",")}
        if etag not in wanted and "*" not in wanted:
            raise Problem("changed")


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer that is not JSON of a shape."""

    body: bytes | AsyncIterator[bytes]
    media_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A shape with headers or a status of its own (Set-Cookie, Location, ETag)."""

    shape: BaseModel | None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()


Answer = BaseModel | Raw | Shaped | None
Handler = Callable[[Ask], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One method of one address below ``/api/v1``.

    ``path`` is in Quart's notation (``/calls/<uuid:call_id>``; converters ``uuid`` and
    ``word`` only). ``about`` is its title in the document. ``told`` is the shape of the good
    answer, ``media`` its media types if it is :class:`Raw`. ``problems`` are words that its
    handler raises beyond those that follow from this table. ``action``: it takes an
    ``Idempotency-Key`` and a repeated request gets the first answer. ``matched``: it wants
    ``If-Match``. ``limit`` names a row of :data:`adminapi.edges.limits.LIMITS`.
    ``quick``: it may be asked with a signed URL instead of a token (recordings).
    """

    method: Method
    path: str
    about: str
    handler: Handler
    roles: frozenset[Role] = ANYBODY
    tag: str
    told: type[BaseModel] | None = None
    media: tuple[str, ...] = ()
    status: int = 200
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    problems: tuple[str, ...] = ()
    action: bool = False
    matched: bool = False
    limit: str = "user"
    most_body_bytes: int = 65_536

    @property
    def name(self) -> str:
        """Return its operation id, as ``get_calls_call_id_turns``."""
        path = self.path.replace("<uuid:", "").replace("<word:", "").replace(">", "")
        words = path.strip("/").replace("/", "_").replace("-", "_")
        return f"{self.method.lower()}_{words}"
