"""The office of a worker: what leaves it beside the calls, and the orders that come in.

Records go into the spool, the live view to the shared state; commands come from there. All
of it runs in tasks that cannot end a call (D-105), and without their servers it is silent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

import trio

from callcore.app.callrecords import CallRecords
from callcore.app.keeping import Tell
from callcore.app.liveview import LiveView, Publisher
from callcore.daemon.sidetask import guarded
from callcore.shared.ids import CallId
from callcore.shared.observe.journal import Record
from callcore.shared.observe.metrics import Metrics
from callcore.shared.records import Admission
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.spool.port import NoSpool, Spool
from callcore.shared.stamps import utc_text
from callcore.shared.state.port import EventDraft, LiveCall
from callcore.transport.recorder import Recording

LAST_FLUSH_S: Final = 0.5  # the publisher flushes every 250 ms
BYTES_PER_MS: Final = 32  # of a stereo recording: 8 kHz, 16 bit


class RunningPublisher(Publisher, Protocol):
    """A publisher and its task."""

    @property
    def dropped(self) -> int:
        """How many events were dropped since its start."""

    @property
    def down_s(self) -> float:
        """For how many seconds the state has not answered, 0 while it does."""

    async def run(self) -> object:
        """Publish until cancelled."""


class Relay:
    """The publisher of now; what is live is kept, so that the next one is told of it too."""

    def __init__(self) -> None:
        self.live: dict[str, LiveCall] = {}
        self.now: RunningPublisher | None = None
        self._dropped = 0  # by those before

    def note(self, draft: EventDraft) -> None:
        """See :class:`~callcore.app.liveview.Publisher`."""
        if self.now is not None:
            self.now.note(draft)

    def put(self, call: LiveCall) -> None:
        """See :class:`~callcore.app.liveview.Publisher`."""
        self.live[call.call_id] = call
        if self.now is not None:
            self.now.put(call)

    def drop(self, call_id: str) -> None:
        """See :class:`~callcore.app.liveview.Publisher`."""
        self.live.pop(call_id, None)
        if self.now is not None:
            self.now.drop(call_id)

    def use(self, publisher: RunningPublisher) -> None:
        """Go on with another one: the state was opened anew."""
        if self.now is not None:
            self._dropped = self.dropped
        self.now = publisher
        for call in self.live.values():
            publisher.put(call)

    async def wait_told(self) -> None:
        """Return when what was noted last has gone out, or nobody takes it."""
        await trio.sleep(0.0 if self.now is None else LAST_FLUSH_S)

    @property
    def dropped(self) -> int:
        """How many events were lost since the worker began."""
        return self._dropped + (0 if self.now is None else self.now.dropped)

    @property
    def down_s(self) -> float:
        """For how many seconds the state has not answered, 0 while it does."""
        return 0.0 if self.now is None else self.now.down_s


@dataclass(frozen=True, slots=True)
class Office:
    """One per worker. Without a spool and a state it takes everything and does nothing."""

    worker: str
    metrics: Metrics
    now_s: Callable[[], float]
    spool: Spool = field(default_factory=NoSpool)
    recordings_as: str = "opus"
    ring: KeyRing | None = None  # without it no caller is kept
    relay: Relay = field(default_factory=Relay)
    costs: dict[CallId, Callable[[], int]] = field(default_factory=dict)

    def tell_cost(self, call_id: CallId, cost_micros: Callable[[], int]) -> None:
        """Note where to ask what a call costs; its journal is opened next."""
        self.costs[call_id] = cost_micros

    def teller(self, admission: Admission) -> Tell:
        """Return who takes the records of a call that begins; never raises."""
        cost_micros = self.costs.pop(admission.call_id, lambda: 0)
        records = CallRecords(self.spool, self.worker, admission, self.now_s, self.ring)
        view = LiveView(self.relay, self.worker, admission, self.now_s, cost_micros)
        kept = guarded(records.tell, "records", self.note_failure)
        shown = guarded(view.tell, "view", self.note_failure)

        def tell(record: Record) -> None:
            kept(record)
            shown(record)

        return tell

    def recorded(self, call_id: CallId, recording: Recording) -> None:
        """Put a complete recording on its way into the archive."""
        day = utc_text(self.now_s())[:10]
        body = {
            "call_id": call_id,
            "name": f"{day}/{call_id}.{self.recordings_as}",
            "path": str(recording.path),
            "ms": recording.written_bytes // BYTES_PER_MS,
        }
        self.spool.put("recording", body)

    def note_failure(self, name: str) -> None:
        """Count a failure beside the calls."""
        self.metrics.side_failures.labels(name).inc()
