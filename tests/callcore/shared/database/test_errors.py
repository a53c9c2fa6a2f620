from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from callcore.shared.database.errors import (
    Conflict,
    DatabaseDown,
    Rejected,
    translated,
)


@pytest.mark.parametrize(
    ("theirs", "word"),
    [
        (errors.AdminShutdown, "57P01"),
        (errors.CannotConnectNow, "57P03"),
        (errors.QueryCanceled, "57014"),
        (errors.TooManyConnections, "53300"),
        (errors.DiskFull, "53100"),
        (errors.ReadOnlySqlTransaction, "25006"),
        (errors.IdleInTransactionSessionTimeout, "25P03"),
        (errors.DeadlockDetected, "40P01"),
        (errors.SerializationFailure, "40001"),
        (errors.LockNotAvailable, "55P03"),
        (errors.ConnectionFailure, "08006"),
        (errors.IoError, "58030"),
    ],
)
def test_what_passes_by_itself_is_down(theirs: type[psycopg.Error], word: str) -> None:
    ours = translated(theirs("a row of somebody"))
    assert isinstance(ours, DatabaseDown)
    assert str(ours) == word


@pytest.mark.parametrize("theirs", [psycopg.OperationalError, psycopg.InterfaceError])
def test_a_lost_connection_is_down(theirs: type[psycopg.Error]) -> None:
    ours = translated(theirs("server closed the connection"))
    assert isinstance(ours, DatabaseDown)
    assert str(ours) == "unreachable"


@pytest.mark.parametrize(
    ("theirs", "word"),
    [
        (errors.UndefinedTable, "42P01"),
        (errors.NumericValueOutOfRange, "22003"),
        (errors.InFailedSqlTransaction, "25P02"),
        (errors.InsufficientPrivilege, "42501"),
        (psycopg.ProgrammingError, "ProgrammingError"),
        (psycopg.DataError, "DataError"),
    ],
)
def test_what_never_passes_is_rejected(theirs: type[psycopg.Error], word: str) -> None:
    ours = translated(theirs("a row of somebody"))
    assert isinstance(ours, Rejected)
    assert str(ours) == word


def test_a_constraint_is_named_by_its_state_if_it_has_no_name() -> None:
    ours = translated(errors.UniqueViolation("Key (phone)=(+380671234567) exists"))
    assert isinstance(ours, Conflict)
    assert (ours.constraint, str(ours)) == ("23505", "23505")
