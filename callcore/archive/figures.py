"""What the archive process knows of itself, for the file that operators and alarms read."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass(slots=True)
class SpoolFigures:
    """One spool that is not wholly delivered."""

    writer: str
    is_live: bool
    records: int
    size_bytes: int
    oldest_s: float


@dataclass(slots=True)
class Figures:
    """Counts since the start; ``spools`` and ``trouble`` are of now."""

    delivered: int = 0
    damaged: int = 0  # lines that could not be read, lost for good
    rejected: int = 0  # records that PostgreSQL would not take, in rejected.jsonl
    unknown: int = 0  # records of a kind that only a newer version knows
    calls_lost: int = 0  # their worker died
    recordings_kept: int = 0
    recordings_failed: int = 0  # tries, and recordings given up
    recordings_deleted: int = 0  # by retention
    transcripts_deleted: int = 0
    trouble: str = ""  # why nothing is delivered now, a machine word
    spools: list[SpoolFigures] = field(default_factory=list)

    @property
    def waiting_records(self) -> int:
        """Return how many records are not delivered."""
        return sum(each.records for each in self.spools)

    @property
    def oldest_s(self) -> float:
        """Return the age of the oldest of them, 0 if there is none."""
        return max((each.oldest_s for each in self.spools), default=0.0)

    def as_json(self) -> dict[str, object]:
        """Return plain values; nothing of a caller is among them."""
        whole = {"waiting_records": self.waiting_records, "oldest_s": self.oldest_s}
        return {**asdict(self), **whole}
