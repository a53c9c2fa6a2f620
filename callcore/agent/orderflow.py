"""A question on its way to the caller's yes: one table, so that no prompt decides it.

Two things need his yes: that a draft becomes binding, and that a binding order is
cancelled. Each order has a flow for either, and both go the same way::

    draft --read_back--> reading --heard--> heard --yes--> agreed --ask--> confirming
                                                                     done --> confirmed

``confirmed``: the shop has done what was asked for. A turn of the caller that is not an
explicit yes takes a heard or agreed question back to draft: it must be asked again.
``confirming`` stays while nobody knows what the shop did; asking the same again is safe
(one idempotency key), anything else is a human's work. ``unclear``: the caller said
something other than yes meanwhile, so not even that is. A question that is asked while
another waits disturbs it, so a yes counts for one question and no other.
"""

from __future__ import annotations

from typing import Final, Literal

OrderStep = Literal[
    "draft", "reading", "heard", "agreed", "confirming", "confirmed", "unclear"
]
OrderEvent = Literal[
    "read_back",  # the question was handed to the voice
    "heard",  # the caller heard all of it
    "yes",  # a caller turn that is an explicit yes
    "no",  # any other caller turn
    "disturbed",  # something else was made, read back or asked meanwhile
    "ask",  # what he agreed to is being sent
    "done",  # the shop has said that it is done
    "refused",  # the shop has said no
    "unknown",  # no answer: it may or may not be done
]

_DRAFT: Final[OrderStep] = "draft"

# What is not listed leaves the step as it is: late or meaningless, never dangerous,
# because only agreed and confirming let a confirmation out (test_orderflow.py).
STEPS: Final[dict[tuple[OrderStep, OrderEvent], OrderStep]] = {
    ("draft", "read_back"): "reading",
    ("reading", "heard"): "heard",
    ("reading", "disturbed"): "draft",
    ("heard", "yes"): "agreed",
    ("heard", "no"): "draft",
    ("heard", "disturbed"): "draft",
    ("heard", "read_back"): "reading",
    ("agreed", "ask"): "confirming",
    ("agreed", "no"): "draft",
    ("agreed", "disturbed"): "draft",
    ("agreed", "read_back"): "reading",
    ("confirming", "done"): "confirmed",
    ("confirming", "refused"): "draft",
    ("confirming", "no"): "unclear",
    ("unclear", "done"): "confirmed",  # a late answer is still the truth
}

MAY_CONFIRM: Final[frozenset[OrderStep]] = frozenset({"agreed", "confirming"})
NEEDS_A_HUMAN: Final[frozenset[OrderStep]] = frozenset({"confirming", "unclear"})


def step(now: OrderStep, event: OrderEvent) -> OrderStep:
    """Return where ``event`` leads."""
    return STEPS.get((now, event), now)
