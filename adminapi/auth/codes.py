"""The codes of a second factor: its secret is sealed for its user, and opened to compare."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from adminapi.auth import totp, userrows
from adminapi.auth.userrows import Account
from callcore.shared.database.pool import Connection
from callcore.shared.sealed.form import is_sealed
from callcore.shared.sealed.keyring import KeyRing, Unreadable
from callcore.shared.sealed.places import totp_place

DIGITS: Final = 6

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Codes:
    """Takes codes; ``now_s`` is unix time."""

    ring: KeyRing
    now_s: Callable[[], float]

    def sealed(self, user_id: str, secret: str) -> str:
        """Return a secret as it is kept."""
        return self.ring.seal(secret, totp_place(user_id))

    def use(self, connection: Connection, account: Account, code: str) -> bool:
        """Take a code of the telephone or a recovery code; each is good once.

        Without the key of its secret no code of the telephone is good; recovery codes are.
        """
        digits = code.replace(" ", "").replace("-", "")
        if not (digits.isdigit() and len(digits) == DIGITS):
            return userrows.use_recovery_code(connection, account.user_id, code)
        secret = self._secret(account)
        if secret is None:
            return False
        step = totp.step_of(secret, digits, self.now_s(), account.totp_step)
        return step is not None and userrows.use_step(connection, account.user_id, step)

    def _secret(self, account: Account) -> str | None:
        kept = account.totp_secret
        if not is_sealed(kept):  # of an earlier version; `callcore db migrate` seals it
            return kept
        try:
            return self.ring.open(kept, totp_place(account.user_id))
        except Unreadable:
            log.error("a second factor does not open", extra={"user": account.user_id})  # noqa: TRY400 - no trace of a secret
            return None
