"""Structured logs: one JSON object a line, one write a line, nothing personal in it.

Fields: ``t`` (UTC, milliseconds), ``level``, ``component``, ``event`` (the static message),
``logger``, ``call_id`` inside a call, ``error`` for an exception, then what stood in
``extra``. Several processes share standard error, so a line is never written in parts.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Final, TextIO

from callcore.shared import stamps
from callcore.shared.ids import CallId
from callcore.shared.observe.fields import Plain, clean
from callcore.shared.observe.masking.names.model import WeightsDamaged
from callcore.shared.observe.pii import mask, prepare

_LOG = logging.getLogger(__name__)
_OURS: Final = ("callcore", "adminapi", "chaos", "tests", "__main__")
_LONGEST_TRACE: Final = 3_900  # characters
_DEEPEST: Final = 8  # exceptions that led to one another
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
        """Write one line, unless a library tells what it does: that may quote anything."""
        if not _is_ours(record):
            return
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
            "event": _event(record),
            "logger": record.name,
        }
        call_id = _CALL_ID.get()
        if call_id:
            fields["call_id"] = call_id
        for key, value in vars(record).items():
            if key not in _OWN and key not in fields:
                fields[key] = clean(key, value, mask)
        if record.exc_info and record.exc_info[1] is not None:
            fields["error"] = _trace(record.exc_info[1])
        return fields


def _is_ours(record: logging.LogRecord) -> bool:
    name, level = str(record.name), record.levelno
    return (
        name.startswith(_OURS) or not isinstance(level, int) or level >= logging.WARNING
    )


def _event(record: logging.LogRecord) -> str:
    """Return the message; a static one of our own has nothing to be masked."""
    text = _message(record)
    static = not record.args and str(record.name).startswith(_OURS)
    return text if static and text == record.msg else mask(text)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):  # the arguments do not fit the message
        return str(record.msg)


def _trace(error: BaseException) -> str:
    """Return the traceback; what an exception says of itself is masked, lines of code are not."""
    told = "".join(_told(traceback.TracebackException.from_exception(error)))
    # the end says what went wrong, the beginning where it came from: keep the end
    return told[-_LONGEST_TRACE:]


def _told(trace: traceback.TracebackException, depth: int = 0) -> Iterator[str]:
    before = trace.__cause__ or (
        None if trace.__suppress_context__ else trace.__context__
    )
    if before is not None and depth < _DEEPEST:
        yield from _told(before, depth + 1)
        yield "\nthen:\n\n"
    yield from trace.stack.format()
    yield mask("".join(trace.format_exception_only())[-_LONGEST_TRACE:])
    if depth < _DEEPEST:
        for number, each in enumerate(trace.exceptions or (), 1):
            yield f"-- part {number}:\n"
            yield from _told(each, depth + 1)


def setup(level: str, component: str, stream: TextIO | None = None) -> JsonLines:
    """Send all logging of this process through one :class:`JsonLines`; return it.

    Warnings and what nobody catches go the same way.
    """
    _prepare()
    handler = JsonLines(component, stream if stream is not None else sys.stderr)
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    _catch_crashes()
    return handler


def _prepare() -> None:
    try:
        prepare()
    except WeightsDamaged as error:  # now, not at the first line about a caller
        raise SystemExit(f"callcore is not installed rightly: {error}") from None


def _catch_crashes() -> None:
    """Log what Python would print by itself: a traceback may quote what a caller said."""
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _crashed
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _thread_crashed
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _unraisable


def _crashed(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        _LOG.critical("process crashed", exc_info=error)


def _thread_crashed(crash: threading.ExceptHookArgs) -> None:
    if crash.exc_value is not None and not isinstance(crash.exc_value, SystemExit):
        _LOG.error("thread crashed", exc_info=crash.exc_value)


def _unraisable(lost: sys.UnraisableHookArgs) -> None:
    _LOG.error("exception lost", exc_info=lost.exc_value)
