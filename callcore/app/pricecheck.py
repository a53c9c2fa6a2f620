"""``callcore prices-check FILE``: our prices against LiteLLM's table of models."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from callcore.app.money import prices_of, today
from callcore.shared.costs.pricecheck import CheckError, check, read_theirs
from callcore.shared.costs.pricetable import PriceError
from callcore.shared.settings import Config

_STALE_DAYS = 90


def run(config: Config, arguments: Sequence[str], out: TextIO | None = None) -> int:
    """Print what differs by more than 1 %. Returns 1 if anything does, else 0."""
    out = out or sys.stdout
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write("usage: callcore prices-check FILE (LiteLLM's table, JSON)\n")
        return 2
    try:
        table = prices_of(config)
        found = check(table, read_theirs(Path(arguments[0])), today())
    except (PriceError, CheckError) as error:
        sys.stderr.write(f"callcore prices-check: {error}\n")
        return 2
    for one in found.differences:
        out.write(f"{one.where}: ours {one.ours}, theirs {one.theirs}\n")
    for price in table.stale(today(), _STALE_DAYS):
        out.write(f"{price.id}: last checked {price.checked}, that is long ago\n")
    out.write(
        f"{found.compared} prices compared, {len(found.differences)} differences; "
        f"nothing is said of {', '.join(found.missing) or 'none'}.\n"
    )
    return int(bool(found.differences))
