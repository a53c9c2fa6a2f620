"""The second factor: codes of a telephone (RFC 6238), each good once, and recovery codes."""

from __future__ import annotations

import hmac
import secrets
from typing import Final

import pyotp

STEP_S: Final = 30
SKEW_STEPS: Final = 1  # a telephone's clock, and the time to type
RECOVERY_CODES: Final = 10
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """Return 160 random bits in base32."""
    return pyotp.random_base32()


def uri(secret: str, user: str, house: str) -> str:
    """Return what a telephone scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=user, issuer_name=house)


def step_of(secret: str, code: str, now_s: float, last_step: int) -> int | None:
    """Return the step that a code belongs to; ``None`` if it is wrong or was used.

    Steps up to ``last_step`` are over: a code that somebody read over a shoulder is worth
    nothing after its owner has used it.
    """
    now_step = int(now_s) // STEP_S
    otp = pyotp.TOTP(secret)
    found = None
    for step in range(now_step - SKEW_STEPS, now_step + SKEW_STEPS + 1):
        same = hmac.compare_digest(otp.at(step * STEP_S), code)
        if same and step > last_step:
            found = step
    return found


def recovery_codes() -> list[str]:
    """Return new recovery codes, 50 bits each, as ``xxxxx-xxxxx``."""
    return ["-".join(_word() for _ in range(2)) for _ in range(RECOVERY_CODES)]


def _word() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(5))
