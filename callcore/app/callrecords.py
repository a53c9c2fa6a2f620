"""The records of one call on their way into the spool: opened, events, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from callcore.shared.observe import events
from callcore.shared.observe.journal import Record
from callcore.shared.records import Admission
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.places import caller_place
from callcore.shared.spool.port import Spool

NOT_KEPT: Final = frozenset(
    {events.CALLER_PARTIAL, events.CALLER_SPEECH, events.AGENT_SAYING}
)  # many, and each is followed by one that says more


class CallRecords:
    """Puts what the journal notes; synchronous, never raises.

    The caller's number goes into ``call.opened`` alone, sealed for its row, with the marks
    that find it (:mod:`callcore.shared.sealed`); without a ring it goes nowhere.
    """

    def __init__(
        self,
        spool: Spool,
        worker: str,
        admission: Admission,
        now_s: Callable[[], float],
        ring: KeyRing | None = None,
    ) -> None:
        self._spool = spool
        self._ring = ring
        self._worker = worker
        self._admission = admission
        self._now_s = now_s
        self._seq = 0

    def tell(self, record: Record) -> None:
        """Take one masked record of the journal."""
        event = record["event"]
        if event in NOT_KEPT:
            return
        if event == events.CALL_STARTED:
            self._open(record)
        self._event(record)
        if event == events.CALL_ENDED:
            self._close(record)

    def _open(self, record: Record) -> None:
        admission = self._admission
        told = {key: record.get(key, "") for key in ("prompt", "prompt_sha", "stt_arm")}
        body = {
            "call_id": admission.call_id,
            "at": self._now_s(),
            "worker": self._worker,
            "did": admission.did,
            "language": admission.language,
        }
        self._spool.put("call.opened", body | told | self._caller())

    def _caller(self) -> dict[str, object]:
        """Return what is kept of the number: some 30 us, once a call."""
        caller = self._admission.caller[:MOST_CALLER]
        if not caller or self._ring is None:
            return {}
        marks = self._ring.marks
        return {
            "sealed": self._ring.seal(caller, caller_place(self._admission.call_id)),
            "mark": marks.whole(caller),
            "marks": marks.prefixes(caller),
        }

    def _event(self, record: Record) -> None:
        self._seq += 1
        fields = {key: value for key, value in record.items() if key not in _HEAD}
        body = {
            "call_id": self._admission.call_id,
            "seq": self._seq,
            "t": record["t"],
            "event": record["event"],
            "fields": fields,
        }
        self._spool.put("call.event", body)

    def _close(self, record: Record) -> None:
        duration_s = record.get("duration_s")
        body = {
            "call_id": self._admission.call_id,
            "at": self._now_s(),
            "next": record.get("next", ""),
            "reason": record.get("reason", ""),
            "duration_ms": _ms(duration_s),
        }
        self._spool.put("call.closed", body)


MOST_CALLER: Final = (
    100  # characters; a number has 15 digits, a SIP name may be anything
)
_HEAD: Final = frozenset({"t", "event"})


def _ms(seconds: object) -> int:
    return round(1000 * seconds) if isinstance(seconds, int | float) else 0
