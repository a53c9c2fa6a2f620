"""How the records of the shared state are written, and read by other releases.

Each carries the number of its schema, which grows only when an older reader must not read it;
a reader ignores fields that it does not know and skips what it cannot read. Texts are cut to
a length, so nobody can fill the server with one record.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar, cast, get_args, get_type_hints

from callcore.shared.observe.fields import Plain
from callcore.shared.state.port import (
    Command,
    CommandName,
    Cursor,
    Event,
    EventDraft,
    LiveCall,
    Reply,
    WorkerState,
)

SCHEMA: Final = 1
MAX_TEXT: Final = 1_000  # characters of one field of a hash
MAX_EVENT: Final = (
    16_000  # characters of an event; of a longer one only its name is told
)
MAX_FIELD: Final = 4_000  # characters of a command's text: a sentence to say

R = TypeVar("R", LiveCall, WorkerState)


def call_hash(call: LiveCall) -> dict[str, bytes]:
    """Return the fields of a live call's hash."""
    return _hash(call)


def worker_hash(worker: WorkerState) -> dict[str, bytes]:
    """Return the fields of a worker's hash."""
    return _hash(worker)


def call_untrusted(fields: Mapping[bytes, bytes]) -> LiveCall | None:
    """Return the call of a hash, ``None`` if it cannot be read."""
    return _record(LiveCall, fields)


def worker_untrusted(fields: Mapping[bytes, bytes]) -> WorkerState | None:
    """Return the worker of a hash, ``None`` if it cannot be read."""
    return _record(WorkerState, fields)


def event_bytes(draft: EventDraft) -> bytes:
    """Return an event on one line of ASCII. Never raises."""
    head = {"v": SCHEMA, "name": draft.name, "at_s": draft.at_s}
    head["call_id"] = draft.call_id[:MAX_TEXT]
    try:
        text = _json({**head, "fields": dict(draft.fields)})
    except (TypeError, ValueError, RecursionError):
        text = ""  # a field that is no JSON; the event itself still counts
    if not text or len(text) > MAX_EVENT:
        text = _json({**head, "fields": {"cut": True}})
    return text.encode()


def event_untrusted(cursor: Cursor, data: bytes) -> Event:
    """Return the event of a line; one that cannot be read has no name, but its number."""
    found = _object(data)
    fields = found.get("fields")
    return Event(
        cursor,
        str(found.get("name", "")),
        _number(found.get("at_s")),
        str(found.get("call_id", "")),
        fields if isinstance(fields, dict) else {},
    )


def command_bytes(command: Command) -> bytes:
    """Return a command on one line of ASCII."""
    body = dataclasses.asdict(command)
    body["arguments"] = {k: v[:MAX_FIELD] for k, v in command.arguments.items()}
    return _json({"v": SCHEMA, **body}).encode()


def command_untrusted(data: bytes) -> Command | None:
    """Return the command of a line, ``None`` if it cannot be read or is not known."""
    found = _object(data)
    arguments = found.get("arguments")
    if found.get("name") not in get_args(CommandName):
        return None
    return Command(
        command_id=str(found.get("command_id", "")),
        name=cast("CommandName", found["name"]),
        call_id=str(found.get("call_id", "")),
        by=str(found.get("by", "")),
        until_s=_number(found.get("until_s")),
        arguments={str(k): str(v) for k, v in arguments.items()}
        if isinstance(arguments, dict)
        else {},
    )


def reply_bytes(reply: Reply) -> bytes:
    """Return a reply on one line of ASCII."""
    return _json({"v": SCHEMA, **dataclasses.asdict(reply)}).encode()


def reply_untrusted(data: bytes) -> Reply | None:
    """Return the reply of a line, ``None`` if it cannot be read."""
    found = _object(data)
    fields = found.get("fields")
    if "result" not in found:
        return None
    return Reply(
        str(found.get("command_id", "")),
        str(found["result"]),
        fields if isinstance(fields, dict) else {},
    )


def _hash(record: LiveCall | WorkerState) -> dict[str, bytes]:
    found = {"v": str(SCHEMA).encode()}
    for field in dataclasses.fields(record):
        found[field.name] = _text(getattr(record, field.name))
    return found


def _text(value: object) -> bytes:
    if isinstance(value, bool):
        return b"1" if value else b"0"
    if isinstance(value, Mapping):
        return _json(dict(value)).encode()
    return str(value)[:MAX_TEXT].encode(errors="replace")


def _strings(text: str) -> dict[str, str]:
    return {str(key): str(value) for key, value in json.loads(text).items()}


_PARSERS: Final[Mapping[Any, Callable[[str], object]]] = {
    str: str,
    int: int,
    float: float,
    bool: lambda text: text == "1",
    Mapping[str, str]: _strings,
}
_TYPES: Final = {kind: get_type_hints(kind) for kind in (LiveCall, WorkerState)}


def _record(kind: type[R], fields: Mapping[bytes, bytes]) -> R | None:
    given: dict[str, Any] = {}
    try:
        if int(fields.get(b"v", b"")) > SCHEMA:
            return None
        for name, type_ in _TYPES[kind].items():
            data = fields.get(name.encode())
            if data is not None:
                given[name] = _PARSERS[type_](data.decode(errors="replace"))
        return kind(**given)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _object(data: bytes) -> dict[str, Plain]:
    """Return the JSON object that we may read, or an empty one."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    schema = found.get("v")
    return found if isinstance(schema, int) and schema <= SCHEMA else {}


def _number(value: Plain) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
