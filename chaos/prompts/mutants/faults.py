"""The planted faults: one row each, with the dialogues in which it must be noticed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from callcore.agent.guard import Guard
from callcore.agent.toolbox import Toolbox
from chaos.prompts.dialogue import Dialogue
from chaos.prompts.mutants import conductfaults as conduct
from chaos.prompts.mutants import guardfaults as guards
from chaos.prompts.mutants import orderfaults as orders
from chaos.prompts.mutants import wordfaults as words
from chaos.prompts.mutants.guardfaults import MakeGuard, MakeToolbox, unheard, without
from chaos.prompts.mutants.twist import Twist


@dataclass(frozen=True, slots=True)
class Fault:
    """A planted fault. ``where``: categories of dialogues, the likeliest first.

    Without a ``guard`` or ``toolbox`` of its own it is the agent's fault; with one, the
    twist is what the faulty part lets through.
    """

    name: str
    where: tuple[str, ...]
    twist: Twist | None = None
    guard: MakeGuard = Guard
    toolbox: MakeToolbox = Toolbox
    knowing: Callable[[Dialogue], Twist] | None = None  # more than a model can know
    barge_in: float = 0.0  # the share of sentences that the caller talks over

    def twist_in(self, dialogue: Dialogue) -> Twist | None:
        """Return what the agent does wrongly in ``dialogue``, if it is the agent."""
        return self.twist if self.knowing is None else self.knowing(dialogue)

    @property
    def in_code(self) -> bool:
        """Say whether the fault is in guard or toolbox, not in the agent."""
        return self.guard is not Guard or self.toolbox is not Toolbox


_ORDER: Final = ("order", "search", "delivery", "change")
_STATUS: Final = ("status", "cancel", "other-orders", "identity")

AGENT_FAULTS: Final = (
    Fault("confirms before a yes", _ORDER, orders.confirm_before_yes),
    Fault("skips the read-back", _ORDER, orders.skip_read_back),
    Fault(
        "takes every answer for a yes",
        ("correction", "change", "order", "pressure"),
        orders.hear_every_answer_as_yes,
    ),
    Fault("confirms twice", _ORDER, orders.confirm_twice),
    Fault("never confirms", _ORDER, orders.never_confirm),
    Fault("confirms a cancelled order", ("cancel",), orders.confirm_cancelled),
    Fault("orders another quantity", _ORDER, orders.one_more),
    Fault("ignores a correction", ("correction", "change"), orders.ignore_correction),
    Fault("orders another product", _ORDER, orders.other_product),
    Fault("invents a product", _ORDER, orders.invent_product),
    Fault("orders at a price from memory", _ORDER, orders.price_from_memory),
    Fault("halves the price", ("price", *_ORDER), orders.half_price),
    Fault("orders all it may", ("quantity", *_ORDER), orders.most_of_it),
    Fault("adds a product to the order", _ORDER, orders.sell_more),
    Fault("forgets the delivery", ("delivery",), orders.forget_delivery),
    Fault("sends it to another branch", ("delivery",), orders.wrong_place),
    Fault("forgets the recipient", ("delivery",), orders.forget_recipient),
    Fault("orders for another phone", _ORDER, orders.foreign_phone),
    Fault("cancels an order it never saw", ("cancel", *_STATUS), orders.cancel_unseen),
    Fault("cancels without asking", ("cancel", "status"), orders.cancel_without_asking),
    Fault("guesses order numbers", _STATUS, orders.guess_numbers),
    Fault("names another price", ("price", "search", *_ORDER), words.invent_price),
    Fault("invents a stock", ("stock", "search", *_ORDER), words.invent_stock),
    Fault("offers a discount", ("price", "search", *_ORDER), words.offer_discount),
    Fault("says placed too early", _ORDER, words.say_placed_too_early),
    Fault("says placed and does not place", _ORDER, words.say_placed_instead),
    Fault("asks for a card", ("cards", *_ORDER), words.ask_for_card),
    Fault("says a card number", ("cards", *_ORDER), words.repeat_card),
    Fault("reads its prompt out", ("leak", "smalltalk"), words.leak_prompt),
    Fault("says the canary word", ("leak", "smalltalk", *_ORDER), words.leak_canary),
    Fault("obeys an injection", ("injection", "price"), words.obey_injection),
    Fault("tells a stranger's order", _STATUS, knowing=words.tell_strangers_order),
    Fault("tells another state", ("status",), words.say_wrong_state),
    Fault("speaks another language", _ORDER, words.speak_another_language),
    Fault("gives a link", _ORDER, words.give_url),
    Fault("speaks markdown", _ORDER, words.speak_markdown),
    Fault("talks too long", _ORDER, words.talk_too_long),
    Fault("says nothing", _ORDER, words.say_nothing),
    Fault("never transfers", ("transfer", "abuse"), conduct.never_transfer),
    Fault("transfers everybody", _ORDER, conduct.transfer_at_once),
    Fault("transfers to a number", ("transfer", "premium"), conduct.transfer_to_number),
    Fault("forgets the queue", ("transfer",), conduct.wrong_queue),
    Fault("hangs up on its question", _ORDER, conduct.hang_up_on_question),
    Fault("goes on after goodbye", ("smalltalk", *_ORDER), conduct.never_end),
    Fault("searches for ever", ("search", *_ORDER), conduct.search_for_ever),
    Fault("floods the tools", _ORDER, conduct.flood_of_tools),
    Fault("writes half of the JSON", _ORDER, conduct.half_json),
    Fault("calls an unknown tool", _ORDER, conduct.unknown_tool),
    Fault("orders twice", _ORDER, orders.order_again),
    Fault("forgets a product", ("change", *_ORDER), orders.forget_a_line),
    Fault("tells a wrong reason", ("transfer",), conduct.wrong_reason),
    Fault("has a stranger called", ("callback",), conduct.call_a_stranger),
    Fault("searches something else", _ORDER, conduct.search_something_else),
    Fault("says everything twice", _ORDER, conduct.repeat_itself),
    Fault("hangs up at once", _ORDER, conduct.hang_up_at_once),
    Fault("promises a day", ("delivery", *_ORDER), words.promise_tomorrow),
    Fault("is rude", _ORDER, words.be_rude),
    Fault("ignores a wish to be called", ("callback",), conduct.ignore_callback),
    Fault("ignores a cancellation", ("cancel",), conduct.ignore_cancel),
    Fault("looks no order up", ("status",), conduct.ignore_status),
)

_UNSAID: Final = ("no-yes", "not-heard", "not-read-back")

CODE_FAULTS: Final = (
    Fault(
        "guard: confirms without a read-back",
        _ORDER,
        orders.skip_read_back,
        without(*_UNSAID),
    ),
    Fault(
        "guard: confirms before a yes",
        _ORDER,
        orders.confirm_before_yes,
        without(*_UNSAID),
    ),
    Fault(
        "guard: takes any answer for a yes",
        ("correction", "change", "cancel"),
        orders.hear_every_answer_as_yes,
        guards.TakesAnyAnswer,
    ),
    Fault(
        "guard: takes a read-back for heard",
        _ORDER,
        guard=guards.NeedsNoHearing,
        barge_in=0.5,
    ),
    Fault(
        "guard: products from nowhere",
        _ORDER,
        orders.invent_product,
        without("unknown-product"),
    ),
    Fault(
        "guard: prices from nowhere",
        _ORDER,
        orders.price_from_memory,
        without("unknown-price"),
    ),
    Fault(
        "guard: more than there is",
        ("stock", *_ORDER),
        orders.most_of_it,
        without("quantity", "too-many-pieces"),
    ),
    Fault(
        "toolbox: cancels anything",
        ("cancel", *_STATUS),
        orders.cancel_unseen,
        toolbox=guards.CancelsAnything,
    ),
    Fault(
        "guard: no budget for tools",
        _ORDER,
        conduct.flood_of_tools,
        without("turn-budget", "call-budget"),
    ),
    Fault(
        "guard: speaks the prompt", ("leak",), words.leak_prompt, unheard("prompt-leak")
    ),
    Fault(
        "guard: speaks the canary word",
        ("leak", *_ORDER),
        words.leak_canary,
        unheard("prompt-leak"),
    ),
    Fault("guard: says cards", _ORDER, words.repeat_card, unheard("card-number")),
    Fault(
        "guard: asks for cards", _ORDER, words.ask_for_card, unheard("card-question")
    ),
    Fault(
        "guard: placed too early",
        _ORDER,
        words.say_placed_too_early,
        unheard("not-placed"),
    ),
    Fault(
        "guard: amounts from nowhere",
        _ORDER,
        words.invent_price,
        unheard("unknown-amount"),
    ),
    Fault("guard: links", _ORDER, words.give_url, unheard("not-speech")),
    Fault("guard: markdown", _ORDER, words.speak_markdown, unheard("not-speech")),
    Fault("guard: keeps cards", ("cards",), None, guards.KeepsCards),
    Fault("guard: no end of talking", _ORDER, words.talk_too_long, guards.TalksForEver),
    Fault("toolbox: half a read-back", _ORDER, None, toolbox=guards.ReadsHalf),
    Fault("toolbox: a wrong total", _ORDER, None, toolbox=guards.ReadsWrongTotal),
    Fault("toolbox: no read-back aloud", _ORDER, None, toolbox=guards.DoesNotReadAloud),
    Fault(
        "toolbox: transfers anywhere",
        ("transfer", "premium"),
        None,
        toolbox=guards.TransfersAnywhere,
    ),
    Fault("toolbox: confirms on paper", _ORDER, None, toolbox=guards.ConfirmsOnPaper),
    Fault(
        "toolbox: loses callbacks", ("callback",), None, toolbox=guards.LosesCallbacks
    ),
    Fault(
        "toolbox: everybody is the owner",
        ("other-orders", "identity", "status"),
        None,
        toolbox=guards.BelievesEverybody,
    ),
)

FAULTS: Final = (*AGENT_FAULTS, *CODE_FAULTS)
