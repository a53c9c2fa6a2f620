"""What is wrong with the caller's audio: told once a call, to journal, log and metrics."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from callcore.call.services import Services
from callcore.shared.observe.events import CALL_LINE, Journal
from callcore.transport.ear import EarLine

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Health:
    """Tells of each thing that is wrong with the caller's audio, once a call."""

    services: Services
    journal: Journal
    ear: EarLine | None = None
    told: set[str] = field(default_factory=set)

    def look(self) -> None:
        """Journal, log and count what is new."""
        for finding in self.ear.health.findings() if self.ear is not None else ():
            if finding.label not in self.told:
                self.told.add(finding.label)
                self.services.metrics.bad_audio(finding.label)
                self.journal.note(CALL_LINE, finding=finding.label, text=finding.text)
                log.warning("bad audio", extra={"finding": finding.label})
