"""How much one call may use, and how much of it is spent. Counting only.

Tokens and money are on the call's account (callcore/app/money.py), which the engines fill.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budgets:
    """How much one call may use. Whoever needs more talks to a human."""

    tools_per_turn: int = 8
    tools_per_call: int = 60
    orders_per_call: int = 8  # drafts; a change of mind makes a new one
    wrong_numbers: int = 3  # order_status must not serve to guess
    reply_chars: int = 900  # of one turn: about a minute of speech
    asks_per_turn: int = 24  # tool calls, refused ones too; then none is looked at
    callbacks: int = 2
    caller_turns: int = 150  # at 6 s a turn longer than any call


@dataclass(slots=True)
class Spent:
    """What one call has used so far."""

    tools_in_turn: int = 0
    tools_in_call: int = 0
    asks_in_turn: int = 0
    reply_chars: int = 0
    wrong_numbers: int = 0
    callbacks: int = 0
    caller_turns: int = 0

    def begin_turn(self) -> None:
        """Note that the caller spoke: what is counted by turn begins anew."""
        self.tools_in_turn = self.asks_in_turn = self.reply_chars = 0
        self.caller_turns += 1

    def exhausted(self, budgets: Budgets) -> str:
        """Return which budget of the whole call is used up, '' while none is."""
        return "caller-turns" if self.caller_turns > budgets.caller_turns else ""

    def no_more_tools(self, budgets: Budgets) -> str:
        """Return why no further tool may run now, '' while one may."""
        if self.tools_in_call >= budgets.tools_per_call:
            return "call-budget"
        many = self.tools_in_turn >= budgets.tools_per_turn
        return "turn-budget" if many else ""
