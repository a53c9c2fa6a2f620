"""What may be asked of the worklist."""

from typing import get_args

from adminapi.worklist.shapes import ItemsQuery, Outcome
from callcore.shared.worklist.office import OUTCOMES


def test_outcomes_are_those_that_the_worklist_knows():
    assert get_args(Outcome) == OUTCOMES


def test_all_items_are_listed_if_nothing_is_said():
    wanted = ItemsQuery()
    assert (wanted.state, wanted.kind, wanted.claimed) == (None, None, "any")
