"""Structured logs: one JSON object a line, one write a line, nothing personal in it.

Fields: ``t`` (UTC, milliseconds), ``level``, ``component``, ``event`` (the static message),
``logger``, ``call_id`` inside a call, ``error`` for an exception, then what stood in
``extra``. Several processes share standard error, so a line is never written in parts.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, TextIO

from callcore.shared import stamps
from callcore.shared.ids import CallId
from callcore.shared.observe.fields import Plain, clean
from callcore.shared.observe.pii import mask

_CALL_ID: ContextVar[str] = ContextVar("callcore_call_id", default="")
_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
}


@contextmanager
def bound_to(call_id: CallId) -> Iterator[None]:
    """Put ``call_id`` into every line logged inside; tasks started inside inherit it."""
    token = _CALL_ID.set(call_id)
    try:
        yield
    finally:
        _CALL_ID.reset(token)


class JsonLines(logging.Handler):
    """Writes records to ``stream``; a stream that is gone loses lines, never raises."""

    def __init__(self, component: str, stream: TextIO) -> None:
        super().__init__()
        self._component = component
        self._stream = stream
        self.lost = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        line = json.dumps(self._fields(record), ensure_ascii=False) + "\n"
        line = line.encode(errors="backslashreplace").decode()  # lone surrogates
        try:
            self._stream.write(line)
            self._stream.flush()
        except (OSError, ValueError):  # closed, full, or cannot encode
            self.lost += 1

    def _fields(self, record: logging.LogRecord) -> dict[str, Plain]:
        fields: dict[str, Plain] = {
            "t": stamps.utc_text(record.created),
            "level": record.levelname.lower(),
            "component": self._component,
            "event": mask(_message(record)),
            "logger": record.name,
        }
        call_id = _CALL_ID.get()
        if call_id:
            fields["call_id"] = call_id
        for key, value in vars(record).items():
            if key not in _OWN and key not in fields:
                fields[key] = clean(key, value, mask)
        if record.exc_info and record.exc_info[1] is not None:
            fields["error"] = clean("error", _trace(record.exc_info[1]), mask)
        return fields


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):  # the arguments do not fit the message
        return str(record.msg)


def _trace(error: BaseException) -> str:
    lines = traceback.format_exception(error)
    # the end says what went wrong, the beginning where it came from: keep the end
    return "".join(lines)[-3_900:]


def setup(level: str, component: str, stream: TextIO | None = None) -> JsonLines:
    """Send all logging of this process through one :class:`JsonLines`; return it."""
    handler = JsonLines(component, stream if stream is not None else sys.stderr)
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    return handler
