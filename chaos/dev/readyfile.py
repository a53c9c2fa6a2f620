"""What a test must know of a house that is up: addresses, users, passwords."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chaos.dev.people import Person


@dataclass(frozen=True, slots=True)
class Ready:
    """All of it; ``origin`` is what browsers open, ``url`` where the admin API is."""

    url: str
    origin: str
    ops_url: str
    users: Mapping[str, Person]
    database_url: str
    redis_url: str
    data_dir: Path

    def as_json(self) -> dict[str, object]:
        """Return plain values."""
        people = {
            role: {"name": one.name, "password": one.password}
            for role, one in self.users.items()
        }
        return {
            "url": self.url,
            "origin": self.origin,
            "api": f"{self.url}/api/v1",
            "ops_url": self.ops_url,
            "users": people,
            "database_url": self.database_url,
            "redis_url": self.redis_url,
            "data_dir": str(self.data_dir),
            "pid": os.getpid(),
        }


def write_ready(path: Path, ready: Ready) -> None:
    """Put it into ``path`` in one step, for our own user only."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(fd, "w", encoding="utf-8") as file:
        json.dump(ready.as_json(), file, indent=1)
        file.write("\n")
    fresh.replace(path)
