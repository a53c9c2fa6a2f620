"""Why a process cannot start, in the one sentence that its user reads."""

from __future__ import annotations

import sys


def tell(group: BaseExceptionGroup[BaseException]) -> int:
    """Write the first reason inside ``group`` to standard error; return exit code 1."""
    reason: BaseException = group
    while isinstance(reason, BaseExceptionGroup):
        reason = reason.exceptions[0]
    sys.stderr.write(f"callcore: {reason}\n")
    return 1
