"""Short ways to make a caller's turn and a state for it."""

from __future__ import annotations

from callcore.engines.llm.offline.catalogue import shelf_of
from callcore.engines.llm.offline.hearing import hear
from callcore.engines.llm.offline.state import Asked, Draft, Item, Line, Option, State
from callcore.engines.llm.offline.turns import follow
from callcore.engines.llm.offline.wording import Wording
from tests.callcore.engines.llm.offline.shop import CATALOGUE

SHELF = shelf_of(CATALOGUE)
WHEEL = Item("w1", "Alloy wheel Rial", "Rial", "wheel", {"diameter": "16"}, 489_000, 12)
OIL = Item("o1", "Oil Castrol", "Castrol", "oil", {"viscosity": "5W-30"}, 189_000, 24)
PICKUP = Option("pickup", "pickup", "pick-up at the shop", 0, "0-1", False, True)
BRANCH = Option("np", "branch", "delivery to a branch", 12_000, "1-3", True, False)
COURIER = Option("c", "courier", "delivery by courier", 25_000, "1-4", True, False)
WAYS = (PICKUP, BRANCH, COURIER)
READ = State(
    asked=Asked.CONFIRM, current=WHEEL, quantity=4, draft=Draft("7", 4, 4), options=WAYS
)
BOTH = READ.but(lines=(Line(OIL, 1),))


def heard(text, language="en", kind=""):
    return hear(text, language, SHELF, kind=kind)


def after(text, state=None, language="en"):
    """Return the state and the act that follow ``text``."""
    return follow(state or State(), heard(text, language), Wording(language))


def lines(act):
    return [(line["product_id"], line["quantity"]) for line in act.arguments["lines"]]
