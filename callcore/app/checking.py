"""``callcore check``: whether engines, prices and servers can be what the settings say.

Nobody is asked anything: languages, models, modes, voices, credentials and the price table
are looked at, and the first impossible one is told in a sentence. ``callcore run`` does
this first, in a process of its own, since the supervisor loads no engine.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

import trio

from callcore.agent.mcp.configfile import read_mcp
from callcore.agent.mcp.settings import McpConfigError
from callcore.app.money import prices_of
from callcore.app.offering import offers_of
from callcore.app.sentence import tell
from callcore.app.vendors import open_vendors
from callcore.engines.offers import OfferError
from callcore.shared.costs.pricetable import PriceError
from callcore.shared.settings import Config

WORDS: Final = "The engines can do what the settings ask for.\n"


def run(config: Config, _arguments: Sequence[str]) -> int:
    """Look; return 0, or 1 after one sentence."""
    code = 0
    try:
        trio.run(_look, config)
    except* (OfferError, PriceError, McpConfigError) as reasons:
        code = tell(reasons)
    if not code:
        sys.stdout.write(WORDS)
    return code


async def _look(config: Config) -> None:
    prices_of(config)
    if config.mcp is not None:
        read_mcp(config.mcp)
    async with open_vendors(config) as vendors:
        offers_of(config, vendors, tuple)
