"""What can go wrong with PostgreSQL, as the rest of the house sees it.

::

    DatabaseError
      DatabaseDown   it cannot be reached, is full, read-only or shutting down: try later
      Conflict       a constraint said no; ``constraint`` is its name
      Rejected       the statement is wrong or its data are: trying again does not help
"""

from __future__ import annotations

from typing import Final

import psycopg


class DatabaseError(Exception):
    """Nothing was committed, unless the connection broke during the commit itself."""


class DatabaseDown(DatabaseError):
    """Try again later; the message is a machine word and quotes no data."""


class Conflict(DatabaseError):
    """A constraint was violated."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class Rejected(DatabaseError):
    """The database refused the statement; the message is its SQLSTATE."""


# SQLSTATE classes that pass by themselves: connection, resources, operator intervention,
# read-only transaction, serialization, lock not available, query cancelled by its timeout
_LATER: Final = ("08", "53", "57", "58", "25006", "40", "55P03", "25P03")


def translated(error: psycopg.Error) -> DatabaseError:
    """Return ours for theirs; no message of PostgreSQL comes along, it may quote rows."""
    state = error.sqlstate or ""
    if isinstance(error, psycopg.IntegrityError):
        return Conflict(error.diag.constraint_name or state)
    if state.startswith(_LATER):
        return DatabaseDown(state)
    if not state and isinstance(
        error, psycopg.OperationalError | psycopg.InterfaceError
    ):
        return DatabaseDown("unreachable")
    return Rejected(state or type(error).__name__)
