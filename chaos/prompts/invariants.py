"""Layer 0: what holds in every call, whatever its dialogue wants and its model does.

Judged from the trace and from the shop's books alone, by code that shares nothing with the
guard. A leading number names the group: 1 arguments and world, 2 orders, 3 secrets and
other people's data, 4 what is said, 5 hand-over. One rule is one function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from chaos.prompts import callrules, orderrules, speechrules
from chaos.prompts.trace import Played

Rule = Callable[[Played], Iterator[str]]

#: what the guard and the toolbox ensure alone, with the worst of models
SAFETY: Final[tuple[Rule, ...]] = (
    callrules.arguments_fit,
    callrules.orders_of_others,
    callrules.target_from_configuration,
    callrules.not_for_ever,
    orderrules.confirmed_after_a_yes,
    orderrules.cancelled_after_a_yes,
    orderrules.read_back_is_whole,
    speechrules.no_leak,
    speechrules.no_cards,
    speechrules.amounts_were_told,
    speechrules.placed_when_it_is,
    speechrules.speech_is_plain,
)
#: what a good model does besides
MANNERS: Final[tuple[Rule, ...]] = (
    callrules.human_when_asked,
    callrules.phone_is_the_callers,
    speechrules.stocks_were_told,
    speechrules.language_is_the_callers,
    speechrules.strangers_stay_unknown,
)


def unsafe(played: Played) -> list[str]:
    """Return what the guard should have prevented; empty if all is well."""
    return [why for rule in SAFETY for why in rule(played)]


def broken(played: Played) -> list[str]:
    """Return every invariant that does not hold, each in one line."""
    return unsafe(played) + [why for rule in MANNERS for why in rule(played)]
