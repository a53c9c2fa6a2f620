"""How Google's answers become ours: the one table.

Sources: cloud.google.com/apis/design/errors (codes), docs.cloud.google.com/speech-to-text
(troubleshooting: "Max duration of 5 minutes reached" is ABORTED in v2, "Exceeded maximum
allowed stream duration" is OUT_OF_RANGE in v1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from grpc import StatusCode

from callcore.engines.errors import EngineError, EngineLost, EngineRefused
from callcore.engines.vendors.asyncbridge import StreamBrokenError

#: code -> (what we raise, reason, may the same engine be asked again?)
ERRORS: Final[Mapping[StatusCode, tuple[type[EngineError], str, bool]]] = {
    StatusCode.UNAUTHENTICATED: (EngineRefused, "unauthorised", False),
    StatusCode.PERMISSION_DENIED: (EngineRefused, "forbidden", False),
    StatusCode.NOT_FOUND: (EngineRefused, "no-such-model", False),
    StatusCode.INVALID_ARGUMENT: (EngineRefused, "bad-request", False),
    StatusCode.FAILED_PRECONDITION: (EngineRefused, "bad-request", False),
    StatusCode.OUT_OF_RANGE: (EngineRefused, "bad-request", False),
    StatusCode.ALREADY_EXISTS: (EngineRefused, "bad-request", False),
    StatusCode.UNIMPLEMENTED: (EngineRefused, "bad-request", False),
    StatusCode.RESOURCE_EXHAUSTED: (EngineLost, "rate-limited", False),
    StatusCode.DEADLINE_EXCEEDED: (EngineLost, "timeout", True),
    StatusCode.UNAVAILABLE: (EngineLost, "connection", True),
    StatusCode.ABORTED: (EngineLost, "cut", True),
    StatusCode.CANCELLED: (EngineLost, "cut", True),
    StatusCode.DATA_LOSS: (EngineLost, "garbage", True),
    StatusCode.INTERNAL: (EngineLost, "server-error", True),
    StatusCode.UNKNOWN: (EngineLost, "server-error", True),
}
#: what a stream that reached its greatest age may end with; INTERNAL since a write that
#: races with the end can hide the reason (grpc/grpc#36066)
LIMIT_CODES: Final = frozenset(
    {StatusCode.OUT_OF_RANGE, StatusCode.ABORTED, StatusCode.INTERNAL}
)
_STATUS_OF: Final = {code.value[0]: code for code in StatusCode}
#: how gRPC says, as UNAVAILABLE, that our key was turned down before Google saw the call
_PLUGIN_FAILED: Final = "Getting metadata from plugin failed"
_WRONG_KEY: Final = ("invalid_grant", "invalid_client", "unauthorized_client")
_TOO_LARGE: Final = (
    "larger than max"  # our own limit, which gRPC calls RESOURCE_EXHAUSTED
)


def error_of(engine: str, broken: StreamBrokenError, *, answered: bool) -> EngineError:
    """Return what a broken call means; ``answered`` if something had come before."""
    if broken.code is StatusCode.RESOURCE_EXHAUSTED and _TOO_LARGE in broken.details:
        return EngineLost(engine, "garbage")
    turned_down = any(word in broken.details for word in _WRONG_KEY)
    if _PLUGIN_FAILED in broken.details and turned_down:
        return _made(engine, StatusCode.UNAUTHENTICATED)
    if broken.code is StatusCode.UNAVAILABLE and answered:
        return EngineLost(engine, "cut")
    return _made(engine, broken.code)


def status_of(number: int) -> StatusCode:
    """Return the code of an error inside an answer (v1's ``error``, a google.rpc.Status)."""
    return _STATUS_OF.get(number, StatusCode.UNKNOWN)


def _made(engine: str, code: StatusCode) -> EngineError:
    ours, reason, retryable = ERRORS.get(code, ERRORS[StatusCode.UNKNOWN])
    if ours is EngineRefused:
        return EngineRefused(engine, reason)
    return ours(engine, reason, retryable=retryable)
