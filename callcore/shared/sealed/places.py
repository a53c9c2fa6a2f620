"""Places that more than one process seals or opens for; a place is authenticated, not secret.

A place never changes: what was sealed for the old one would not open any more.
"""

from __future__ import annotations


def caller_place(call_id: object) -> str:
    """Return the place of a caller's number; the id as text in the canonical form."""
    return f"call_callers/{str(call_id).lower()}"


def worklist_place(item_id: str) -> str:
    """Return the place of whom an item of the worklist is about."""
    return f"worklist/{item_id}"


def note_place(item_id: str) -> str:
    """Return the place of what somebody noted on an item."""
    return f"worklist.note/{item_id}"


def totp_place(user_id: str) -> str:
    """Return the place of a user's second factor."""
    return f"users.totp/{user_id}"


def view_place(user_id: object) -> str:
    """Return the place of the numbers in a user's saved filters."""
    return f"saved_views/{user_id}"


def answer_place(user_id: str, key: str) -> str:
    """Return the place of an answer that is kept for who asks again."""
    return f"idempotency_keys/{user_id}/{key}"
