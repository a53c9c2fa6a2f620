from __future__ import annotations

import pytest

from callcore.shared.worklist.item import Item
from chaos.cuts.books import FAULTS, Truth, faults_of

ID = "123456"
YES = ("yes", ID)
PLACED = ("placed", ID)
NO_MORE = ("no more", ID)
OVER = ("cancelled", ID)


def item(reason: str, *, state: str = "open") -> Item:
    return Item("i", 1.0, "call", "order", reason, ID, state=state)  # type: ignore[arg-type]


def truth(*said: tuple[str, str], items=(), **orders: str) -> Truth:
    return Truth(
        said, {name.strip("n"): state for name, state in orders.items()}, items
    )


@pytest.mark.parametrize(
    ("of_call", "faults"),
    [
        # as it should be
        (truth(YES, PLACED, n123456="confirmed"), []),
        (truth(YES, PLACED, NO_MORE, OVER, n123456="cancelled"), []),
        (truth(YES, n123456="confirmed", items=[item("confirmed")]), []),
        (truth(YES, n123456="cancelled", items=[item("cancelled")]), []),
        (truth(YES, n123456="cancelled", items=[item("broken-off")]), []),
        (
            truth(
                YES, PLACED, NO_MORE, n123456="packed", items=[item("not-cancelled")]
            ),
            [],
        ),
        (truth(n123456="cancelled"), []),
        (truth(), []),
        # broken
        (truth(YES, n123456="cancelled"), ["lost", "forgotten"]),
        (truth(YES, items=[item("lost", state="done")]), ["lost", "forgotten"]),
        (
            truth(YES, PLACED, n123456="confirmed", n999999="packed"),
            ["doubled", "unasked"],
        ),
        (truth(YES, PLACED, n123456="cancelled"), ["lost", "false words"]),
        (truth(YES, PLACED), ["lost", "false words"]),
        (
            truth(YES, PLACED, NO_MORE, OVER, n123456="confirmed"),
            ["lost", "false words"],
        ),
        (truth(n123456="draft"), ["drafts"]),
        (truth(YES, n123456="confirmed"), ["forgotten"]),
        (truth(YES, PLACED, NO_MORE, n123456="cancelled"), ["forgotten"]),
        (truth(n123456="confirmed"), ["unasked"]),
    ],
)
def test_every_broken_promise_has_its_name(of_call: Truth, faults: list[str]) -> None:
    assert faults_of(of_call) == faults


def test_no_promise_goes_without_a_test() -> None:
    assert len(FAULTS) == 6
