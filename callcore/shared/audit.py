"""The audit: who did what to which thing, written in the same transaction as the act.

Nothing here is a secret: no password, no token, no text of a caller. What was changed is
told as old and new values of plain fields.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from callcore.shared.database.pool import Connection
from callcore.shared.observe.fields import Plain

LONGEST: Final = 200  # of a name, an action, a subject
MOST_DETAIL: Final = 4_000  # characters of JSON


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user, or a part of the house (``user_id`` empty)."""

    name: str
    user_id: str = ""


HOUSE: Final = Actor("callcore")


def note(
    connection: Connection,
    *,
    by: Actor,
    action: str,
    subject: str,
    detail: Mapping[str, Plain] | None = None,
) -> None:
    """Insert one row; it is there exactly if the transaction is.

    ``action`` is ``thing.verb``, ``subject`` the id or the name of the thing. A detail that
    is too long is left out and said to be.
    """
    text = json.dumps(_storable(dict(detail or {})))
    if len(text) > MOST_DETAIL:
        text = '{"too_long": true}'
    connection.execute(
        "INSERT INTO audit (by_user, by_name, action, subject, detail) "
        "VALUES (%s, %s, %s, %s, %s::jsonb)",
        (
            by.user_id or None,
            _short(by.name),
            _short(action),
            _short(subject),
            text,
        ),
    )


def _short(text: str) -> str:
    return _text(text[:LONGEST])


def _text(text: str) -> str:
    """Return it without what PostgreSQL cannot hold: NUL, and halves of pairs."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _storable(value: Plain) -> Plain:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {_text(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    return value
