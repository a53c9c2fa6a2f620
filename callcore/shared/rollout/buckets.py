"""Who is in: a caller's bucket, 0 to 9,999, from a salted hash of his number. Pure.

A share of ``n`` buckets takes those below ``n``. So widening moves nobody out, narrowing
moves out only who was beyond, a caller stays where he is from call to call, and another
salt deals anew. (The scheme of sticky percentage rollouts: hash, modulo, threshold.)
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from callcore.shared.ids import CallId

BUCKETS: Final = 10_000  # steps of 0.01 %
_COUNTRY: Final = "38"  # national numbers of Ukraine: 0 and nine digits
_HASH_CHARS: Final = 16  # 64 bits: two of a hundred forced numbers never meet
_NOT_DIGITS: Final = re.compile(r"[^0-9]")


def number_key(caller: str) -> str:
    """Return the digits of a number in one form, as ``380671234567``; "" if withheld.

    However the line presents it (``+38...``, ``0038...``, ``067...``), it is one caller.
    """
    digits = _NOT_DIGITS.sub("", caller)
    if digits.startswith("00"):
        return digits[2:]
    if len(digits) == 10 and digits.startswith("0"):
        return _COUNTRY + digits
    if len(digits) == 11 and digits.startswith("80"):
        return _COUNTRY[0] + digits
    return digits


def key_of(caller: str, call_id: CallId) -> str:
    """Return what decides: the caller's number, or the call if he withholds it."""
    return number_key(caller) or call_id


def bucket_of(salt: str, key: str) -> int:
    """Return the bucket of ``key``, 0 to 9,999."""
    digest = hashlib.sha256(f"{salt}:{key}".encode(errors="replace")).hexdigest()
    return int(digest[:8], 16) % BUCKETS


def forced_key(salt: str, caller: str) -> str:
    """Return what stands for a number in the list of forced arms.

    It keeps the number out of files and screens. It is no secret: who has the salt can
    try all numbers.
    """
    number = number_key(caller)
    return hashlib.sha256(f"{salt}:forced:{number}".encode()).hexdigest()[:_HASH_CHARS]


def buckets_of_percent(text: str) -> int:
    """Return how many buckets ``text`` percent are: at most two decimals, 0 to 100.

    Raises ``ValueError`` with a sentence.
    """
    shape = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?%?", text.strip())
    if shape is None:
        raise ValueError(
            f"{text[:20]!r} is not a percentage with at most two decimals."
        )
    buckets = int(shape[1]) * 100 + int((shape[2] or "").ljust(2, "0"))
    if buckets > BUCKETS:
        raise ValueError(f"{text[:20]!r} is more than 100 percent.")
    return buckets


def percent_text(buckets: int) -> str:
    """Return ``12.50 %`` for 1,250 buckets."""
    return f"{buckets // 100}.{buckets % 100:02d} %"
