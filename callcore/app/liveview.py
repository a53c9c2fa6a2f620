"""The live view of a worker's calls: what the journal notes, as a board wants to see it.

Everything here is synchronous and touches memory only; the publisher brings it to the
shared state in its own time. A view that cannot keep up loses events, never a call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any, Final, Protocol

from callcore.shared.callernumber import masked
from callcore.shared.observe import events
from callcore.shared.observe.fields import Plain
from callcore.shared.observe.journal import Record
from callcore.shared.records import Admission
from callcore.shared.state import names
from callcore.shared.state.port import EventDraft, LiveCall

MOST_SAID: Final = 300  # characters of a phrase on the board
_HEAD: Final = frozenset({"t", "event"})
_ORDERING: Final = frozenset({"create_order", "confirm_order", "read_back_order"})
_QUIET: Final = frozenset({"said_caller", "said_agent"})  # call:line tells them


class Publisher(Protocol):
    """Who brings it to the shared state; :class:`callcore.shared.state.buffer.Publisher`."""

    def note(self, draft: EventDraft) -> None:
        """Publish an event soon."""

    def put(self, call: LiveCall) -> None:
        """Store a live call soon; the last one wins."""

    def drop(self, call_id: str) -> None:
        """Forget a call that has ended."""


class LiveView:
    """The view of one call; :meth:`tell` takes each masked record of its journal.

    ``cost_micros`` asks for what it cost so far; times of day come from ``now_s``.
    """

    def __init__(
        self,
        publisher: Publisher,
        worker: str,
        admission: Admission,
        now_s: Callable[[], float],
        cost_micros: Callable[[], int] = lambda: 0,
    ) -> None:
        self._publisher = publisher
        self._now_s = now_s
        self._cost_micros = cost_micros
        self._call = LiveCall(
            call_id=admission.call_id,
            worker=worker,
            started_s=now_s(),
            caller=masked(admission.caller),
            did=admission.did,
            language=admission.language,
            state="greeting",
        )

        self._takes: Mapping[str, Callable[[Record], None]] = {
            events.CALL_STARTED: self._started,
            events.CALL_STATE: self._state,
            events.CALL_LANGUAGE: self._language,
            events.CALL_TURN: self._turn,
            events.CALL_DEGRADED: self._degraded,
            events.CALL_TRANSFERRED: self._transferred,
            events.CALLER_SAID: self._caller_said,
            events.AGENT_SAID: self._agent_said,
            events.TOOL_CALLED: self._tool_called,
            events.TOOL_RETURNED: self._tool_returned,
            events.CALL_ENDED: self._ended,
        }

    def tell(self, record: Record) -> None:
        """Take one record; those that no board shows cost a look-up."""
        take = self._takes.get(str(record["event"]))
        if take is not None:
            take(record)

    # -- what each event changes ---------------------------------------------------

    def _started(self, record: Record) -> None:
        self._call = replace(
            self._call,
            prompt=_text(record, "prompt"),
            stt_arm=_text(record, "stt_arm"),
            updated_s=self._now_s(),
        )
        self._publisher.put(self._call)
        fields = asdict(self._call)
        del fields["call_id"]
        self._note(names.CALL_STARTED, fields)

    def _state(self, record: Record) -> None:
        self._change(state=_text(record, "state"))

    def _language(self, record: Record) -> None:
        self._change(language=_text(record, "language"))

    def _turn(self, record: Record) -> None:
        self._pass_on(names.CALL_TURN, record)
        took_ms = _whole(record, "total_ms")
        self._change(
            turn=_whole(record, "turn"),
            turn_ms=took_ms,
            worst_turn_ms=max(took_ms, self._call.worst_turn_ms),
        )

    def _degraded(self, record: Record) -> None:
        self._pass_on(names.CALL_DEGRADED, record)
        self._change(degraded=_text(record, "rung"))

    def _transferred(self, record: Record) -> None:
        self._pass_on(names.CALL_TRANSFERRED, record)

    def _caller_said(self, record: Record) -> None:
        text = self._line("caller", record)
        self._change(said_caller=text)

    def _agent_said(self, record: Record) -> None:
        text = self._line("agent", record)
        self._change(said_agent=text)

    def _tool_called(self, record: Record) -> None:
        fields: dict[str, Plain] = {
            "turn": _whole(record, "turn"),
            "tool": _text(record, "tool"),
            "arguments": _text(record, "arguments")[:MOST_SAID],
        }
        self._note(names.CALL_TOOL, fields)

    def _tool_returned(self, record: Record) -> None:
        tool = _text(record, "tool")
        fields: dict[str, Plain] = {
            "turn": _whole(record, "turn"),
            "tool": tool,
            "ok": bool(record.get("ok")),
            "took_ms": _whole(record, "took_ms"),
            "result": _text(record, "result")[:MOST_SAID],
        }
        self._note(names.CALL_TOOL, fields)
        order_id = order_of(record.get("result")) if tool in _ORDERING else ""
        if order_id:
            self._change(order_id=order_id)

    def _ended(self, record: Record) -> None:
        self._pass_on(names.CALL_ENDED, record)
        self._publisher.drop(self._call.call_id)

    # -- how it is told ------------------------------------------------------------

    def _line(self, who: str, record: Record) -> str:
        text = _text(record, "text")[:MOST_SAID]
        fields: dict[str, Plain] = {
            "who": who,
            "turn": _whole(record, "turn") or self._call.turn,
            "text": text,
            "cut": bool(record.get("cut")),
            "by": _text(record, "by"),
        }
        self._note(names.CALL_LINE, fields)
        return text

    def _change(self, **changes: Any) -> None:  # noqa: ANN401 - fields of a LiveCall
        changes["cost_micros"] = self._cost_micros()
        was = self._call
        fields = {k: v for k, v in changes.items() if getattr(was, k) != v}
        self._call = replace(was, updated_s=self._now_s(), **fields)
        self._publisher.put(self._call)
        told = {key: value for key, value in fields.items() if key not in _QUIET}
        if told:
            self._note(names.CALL_UPDATED, told)

    def _pass_on(self, name: str, record: Record) -> None:
        self._note(name, {k: v for k, v in record.items() if k not in _HEAD})

    def _note(self, name: str, fields: Mapping[str, Plain]) -> None:
        draft = EventDraft(name, self._now_s(), self._call.call_id, fields)
        self._publisher.note(draft)


def order_of(result: object) -> str:
    """Return the id of the order in a tool's result, ``""`` if there is none."""
    try:
        found = json.loads(result) if isinstance(result, str) else None
    except (ValueError, RecursionError):
        return ""
    order_id = found.get("order_id") if isinstance(found, dict) else None
    return order_id[:MOST_SAID] if isinstance(order_id, str) else ""


def _text(record: Record, key: str) -> str:
    value = record.get(key, "")
    return value if isinstance(value, str) else ""


def _whole(record: Record, key: str) -> int:
    value = record.get(key, 0)
    return round(value) if isinstance(value, int | float) else 0
