"""The first users of a house: one of each role, with passwords of this run only."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import psycopg
from psycopg.rows import dict_row

from adminapi.auth import userrows
from adminapi.auth.hashing import HASHER
from adminapi.edges.endpoint import ROLES

#: the session in README.md logs in by this name; the others are named as their roles
NAMES: Final[Mapping[str, str]] = {"admin": "demo"}


@dataclass(frozen=True, slots=True)
class Person:
    """How a user logs in; its repr shows no password."""

    name: str
    password: str

    def __repr__(self) -> str:
        return f"Person({self.name})"


def add_people(database_url: str) -> Mapping[str, Person]:
    """Insert a user of each role; return them by role. Blocks for 0.5 s."""
    people: dict[str, Person] = {
        role: Person(NAMES.get(role, role), secrets.token_urlsafe(18)) for role in ROLES
    }
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        for role, person in people.items():
            digest = HASHER.hash(person.password)
            userrows.insert(connection, person.name, role, digest)
    return people
