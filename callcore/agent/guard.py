"""What the agent may do and say, in code and not in a prompt. One guard per call, no I/O.

The model proposes, the guard disposes: ids must come from earlier results of this call
(world.py), an order is confirmed once and only after its read-back was heard and answered
with an explicit yes in the next turn (P3, orderbook.py), a sentence holds no card number,
no invented amount and no "it is placed" before it is (speech.py), and everything is
counted against a budget (budgets.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from callcore.agent.arguments import CheckedCall
from callcore.agent.budgets import Budgets, Spent
from callcore.agent.cancelling import agrees_to_cancel
from callcore.agent.cards import CardWatch
from callcore.agent.orderbook import OrderBook
from callcore.agent.refusals import Refusal, refusal
from callcore.agent.speech import Speech
from callcore.agent.tools import TOOLS
from callcore.agent.world import World
from callcore.dialog.assent import explicit_yes
from callcore.shared.ids import Language

__all__ = ["Budgets", "Guard", "Refusal"]

#: the way to a human is always open (P1)
ALWAYS: Final = frozenset({"transfer_to_operator"})


class Guard:
    """The policy of one call. All methods are synchronous and never raise.

    ``secrets`` are canary words of the prompt, ``prompt`` is its text (in all languages,
    if the caller may switch): neither is ever spoken.
    """

    def __init__(
        self,
        language: Language,
        *,
        budgets: Budgets | None = None,
        says_yes: Callable[[str, Language], bool] = explicit_yes,
        says_cancel: Callable[[str, Language], bool] = agrees_to_cancel,
        secrets: Sequence[str] = (),
        prompt: str = "",
    ) -> None:
        self.language = language  #: of the caller now; he may switch
        self._budgets = budgets or Budgets()
        self._says_yes = says_yes
        self._says_cancel = says_cancel
        self._spent = Spent()
        self._world = World()
        self._orders = OrderBook()
        self._cards = CardWatch()
        self._speech = Speech(secrets, prompt)
        self.blocked: Counter[str] = Counter()  #: refusals by reason, for metrics

    # -- what happened ---------------------------------------------------------------

    def without_cards(self, text: str) -> str:
        """Return a caller's turn with full card numbers as ``[CARD]``.

        Call it once for each turn, in order, before the turn is kept or sent anywhere: a
        number that is dictated over several turns is found, too.
        """
        masked = self._cards.without(text)
        if masked != text:
            self.blocked["card-heard"] += 1
        return masked

    def note_caller_turn(self, text: str) -> None:
        """Note what the caller said: a new turn, and perhaps the answer to a read-back."""
        self._spent.begin_turn()
        self._orders.caller_said(
            confirms=self._says_yes(text, self.language),
            cancels=self._says_cancel(text, self.language),
        )
        self._speech.caller_said(text, self.language)

    def note_spoken(self, text: str) -> None:
        """Note a sentence that the caller heard to its end.

        A read-back may come as one sentence or as several; it counts once all of it was
        heard, in order and with nothing left out.
        """
        self._orders.caller_heard(text)

    def note_result(self, call: CheckedCall, result: Mapping[str, object]) -> None:
        """Note what a tool answered: the ids and amounts in it are from now on known."""
        self._speech.tool_returned(call, result, self.language)
        self._orders.tool_returned(call, result)
        if "error" not in result:
            self._world.learn(call.name, result)
            self._spent.callbacks += call.name == "request_callback"
        elif call.name == "order_status" and result["error"] == "not_found":
            self._spent.wrong_numbers += 1

    # -- what may happen -------------------------------------------------------------

    @property
    def exhausted(self) -> str:
        """Return the budget of the call that is used up: hand over. '' while none is."""
        return self._spent.exhausted(self._budgets)

    def admit(self, tool: str) -> Refusal | None:
        """Count an attempt before anything of it is read; 300 of them cost nothing."""
        self._spent.asks_in_turn += 1
        if tool in ALWAYS or self._spent.asks_in_turn <= self._budgets.asks_per_turn:
            return None
        return self.refuse("turn-budget")

    def refuse(self, reason: str) -> Refusal:
        """Count something that others have found wrong, and return it in words."""
        self.blocked[reason] += 1
        return refusal(reason)

    def check(self, call: CheckedCall) -> Refusal | None:
        """Return why ``call`` must not run, or ``None``; then it is taken as running.

        A confirmation counts as sent from here on: if it is cut off, nobody knows. The
        same goes for cancelling an order that the caller has agreed to cancel.
        """
        reason = self._why_not(call)
        if reason:
            return self.refuse(reason)
        self._spent.tools_in_turn += 1
        self._spent.tools_in_call += 1
        self._orders.tool_starts(call)
        return None

    def may_cancel(self, order_id: str) -> bool:
        """Say whether the caller has agreed that his binding order be cancelled."""
        return self._orders.being_sent(order_id, "cancel")

    def check_speech(self, text: str) -> Refusal | None:
        """Return why a sentence of the model must not be spoken, or ``None``.

        Sentences come in the order in which they would be spoken. What the shop says
        itself, such as a read-back, need not pass.
        """
        reason = self._speech.why_not(
            text, self.language, placed=self._orders.any_binding
        )
        return self.refuse(reason) if reason else None

    def take_reply(self, text: str) -> str:
        """Return as much of ``text`` as may still be said in this turn, '' at the end."""
        room = self._budgets.reply_chars - self._spent.reply_chars
        if room < len(text):
            self.blocked["reply-length"] += 1
        taken = text[: max(0, room)]
        self._spent.reply_chars += len(taken)
        return taken

    # -- rules -----------------------------------------------------------------------

    def _why_not(self, call: CheckedCall) -> str:
        if call.name in ALWAYS:
            return ""
        return (
            self._spent.no_more_tools(self._budgets)
            or self._why_not_this(call)
            or self._world.why_not(call)
        )

    def _why_not_this(self, call: CheckedCall) -> str:
        spent, budgets = self._spent, self._budgets
        match call.name:
            case "create_order":
                return self._why_not_create(call)
            case "order_status":
                many = spent.wrong_numbers >= budgets.wrong_numbers
                return "status-budget" if many else ""
            case "request_callback":
                many = spent.callbacks >= budgets.callbacks
                return "callback-budget" if many else ""
            case _:
                return self._orders.why_not(call)

    def _why_not_create(self, call: CheckedCall) -> str:
        if self._orders.unclear:
            return "order-unclear"
        if self._orders.made_here >= self._budgets.orders_per_call:
            return "too-many-orders"
        return "already-ordered" if self._orders.already_ordered(call) else ""


assert set(TOOLS) >= ALWAYS
