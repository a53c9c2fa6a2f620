"""Signed addresses of recordings: an audio element cannot send a bearer token.

A token says which call, whose session and until when, and nothing of it can be edited. It
is no password: it dies after a minute, and with its session. The name of the file never
comes from the client.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from adminapi.auth.keys import Keys
from adminapi.edges.endpoint import ROLES, Principal
from adminapi.edges.problem import Problem

LIFE_S: Final = 60
PURPOSE: Final = "recording address"
_LEAD: Final = "r"  # the rest may begin with a dash, a word of an address may not
_BODY: Final = struct.Struct("!B16s16s16sI")  # role, call, session, user, until
_MAC_BYTES: Final = 16  # 128 bits of HMAC-SHA256


@dataclass(frozen=True, slots=True)
class Permit:
    """What a token allows: ``who`` hears ``call_id``."""

    call_id: str
    who: Principal


class Signer:
    """Signs and reads tokens. ``now_s`` is unix time."""

    def __init__(self, keys: Keys, now_s: Callable[[], float]) -> None:
        self._keys = keys.derived(PURPOSE)
        self._now_s = now_s

    def sign(self, call_id: str, who: Principal) -> tuple[str, int]:
        """Return a token for one call and one session, and when it ends (unix time)."""
        until = int(min(self._now_s() + LIFE_S, who.expires_s))
        body = _BODY.pack(
            ROLES.index(who.role),
            UUID(call_id).bytes,
            UUID(who.session_id).bytes,
            UUID(who.user_id).bytes,
            until,
        )
        mac = _mac(self._keys[0], body)
        return _LEAD + base64.urlsafe_b64encode(body + mac).decode().rstrip("="), until

    def read(self, token: str) -> Permit:
        """Return what a token allows. Raises ``unauthorized``, whatever is wrong.

        Whether its session still lives is the caller's to ask.
        """
        body, mac = _parts_untrusted(token)
        if not any(hmac.compare_digest(_mac(key, body), mac) for key in self._keys):
            raise Problem("unauthorized")
        role, call, session, user, until = _BODY.unpack(body)
        if self._now_s() > until:
            raise Problem("unauthorized")
        session_id = str(UUID(bytes=session))
        who = Principal(
            user_id=str(UUID(bytes=user)),
            name="",
            role=ROLES[role],
            session_id=session_id,
            token_id=session_id,
            expires_s=float(until),
        )
        return Permit(str(UUID(bytes=call)), who)


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, "sha256")[:_MAC_BYTES]


def _parts_untrusted(token: str) -> tuple[bytes, bytes]:
    try:
        text = token.removeprefix(_LEAD)
        padded = text + "=" * (-len(text) % 4)
        data = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        data = b""
    if not token.startswith(_LEAD) or len(data) != _BODY.size + _MAC_BYTES:
        raise Problem("unauthorized")
    return data[: _BODY.size], data[_BODY.size :]
