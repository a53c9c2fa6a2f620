"""An order on its way from draft to confirmed: one table, so that no prompt decides it.

::

    draft --read_back--> reading --heard--> heard --yes--> agreed --ask--> confirming
                                                                     done --> confirmed

A turn of the caller that is not an explicit yes takes a heard or agreed order back to
draft: it must be read back again. ``confirming`` stays while nobody knows what the shop
did; asking the same again is safe (one idempotency key), anything else is a human's work.
``unclear``: the caller said something other than yes meanwhile, so not even that is.
"""

from __future__ import annotations

from typing import Final, Literal

OrderStep = Literal[
    "draft", "reading", "heard", "agreed", "confirming", "confirmed", "unclear"
]
OrderEvent = Literal[
    "read_back",  # the read-back was handed to the voice
    "heard",  # the caller heard all of it
    "yes",  # a caller turn that is an explicit yes
    "no",  # any other caller turn
    "disturbed",  # another order was made or read back meanwhile
    "ask",  # the confirmation is being sent
    "done",  # the shop has said that it is confirmed
    "refused",  # the shop has said no
    "unknown",  # no answer: it may or may not be confirmed
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
