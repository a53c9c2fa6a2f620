"""How long the supervisor waits for what: the one table (DESIGN.md section 2)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadlines:
    """All in seconds. The defaults are measured; tests stretch them."""

    round_s: float = 0.1  # between two looks at the workers
    late_s: float = 0.5  # a round that took this much longer judges nobody
    fresh_s: float = 0.5  # a worker whose beat is older gets no caller
    silent_s: float = 2.0  # a worker whose beat is older is killed
    ack_s: float = 0.2  # for a worker to acknowledge an admission
    suspect_s: float = 5.0  # for which a worker that did not is left alone
    start_s: float = 120.0  # from fork to ready; models may take long the first time
    leave_s: float = 5.0  # from "leaving" to the end of the process
    drain_grace_s: float = (
        6.0  # after a drain: 1 s to hand over, 0.5 s of FIN, 2 s of after
    )
    kept_silent_s: float = 10.0  # a process beside them that has beaten before
    stop_s: float = 3.0  # for a process beside them to end after SIGTERM
    report_s: float = 1.0  # for Asterisk to tell more of a hand-over
    young_s: float = 10.0  # a process that dies sooner is restarted ever more slowly
    status_s: float = 1.0  # between two status files
    backoff_first_s: float = 0.5
    backoff_cap_s: float = 30.0
