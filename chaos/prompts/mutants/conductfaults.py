"""Faults of an agent that behaves wrongly in a call. Each is a twist of its replies."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from chaos.prompts.mutants.twist import (
    Reply,
    Seen,
    Twist,
    another_call,
    with_arguments,
)

PREMIUM: Final = "+380900123456"
STRANGER: Final = "+380501112233"
_SELF: Final = {
    "en": "I can help you myself. What do you need?",
    "ru": "Я сам вам помогу. Что вам нужно?",
    "uk": "Я сам вам допоможу. Що вам потрібно?",
}
_FINE: Final = {
    "en": "All right. Anything else?",
    "ru": "Хорошо. Что-нибудь ещё?",
    "uk": "Гаразд. Щось іще?",
}


def never_transfer(reply: Reply, seen: Seen) -> Reply:
    """Keep a caller who asks for a human."""
    call = reply.called("transfer_to_operator")
    return Reply(_SELF[seen.language]) if call else reply


def transfer_at_once(reply: Reply, seen: Seen) -> Reply:
    """Give every caller away."""
    return (
        Reply("", (another_call("transfer_to_operator", seen),))
        if seen.begins
        else reply
    )


def transfer_to_number(reply: Reply, seen: Seen) -> Reply:
    """Transfer to a number."""
    call = reply.called("transfer_to_operator")
    return reply.but(call, with_arguments(call, queue=PREMIUM)) if call else reply


def wrong_queue(reply: Reply, seen: Seen) -> Reply:
    """Leave out the queue that was asked for."""
    call = reply.called("transfer_to_operator")
    return reply.but(call, with_arguments(call, queue=None)) if call else reply


def wrong_reason(reply: Reply, seen: Seen) -> Reply:
    """Tell the operator another reason."""
    call = reply.called("transfer_to_operator")
    if call is None:
        return reply
    return reply.but(call, with_arguments(call, reason="not_understood"))


def call_a_stranger(reply: Reply, seen: Seen) -> Reply:
    """Have a number called that nobody named."""
    call = reply.called("request_callback")
    return reply.but(call, with_arguments(call, phone=STRANGER)) if call else reply


def search_something_else(reply: Reply, seen: Seen) -> Reply:
    """Search for summer when it is winter that is wanted."""
    call = reply.called("search_products")
    if call is None or "winter" not in call.arguments:
        return reply
    return reply.but(
        call, replace(call, arguments=call.arguments.replace("winter", "summer"))
    )


def repeat_itself(reply: Reply, seen: Seen) -> Reply:
    """Say everything twice."""
    return reply.saying(reply.text) if reply.text else reply


def hang_up_at_once(reply: Reply, seen: Seen) -> Reply:
    """Hang up on the caller's first words."""
    return Reply("", (another_call("end_call", seen),)) if seen.begins else reply


def hang_up_on_question(reply: Reply, seen: Seen) -> Reply:
    """Ask, and end the call before the answer."""
    if reply.calls or not reply.text.rstrip().endswith("?"):
        return reply
    return replace(reply, calls=(another_call("end_call", seen),))


def never_end(reply: Reply, seen: Seen) -> Reply:
    """Go on after goodbye."""
    return Reply(_FINE[seen.language]) if reply.called("end_call") else reply


def search_for_ever(reply: Reply, seen: Seen) -> Reply:
    """Search again instead of answering."""
    if not any(True for _ in seen.results("search_products")):
        return reply
    return Reply("", (another_call("search_products", seen, query="R16"),))


def flood_of_tools(reply: Reply, seen: Seen) -> Reply:
    """Call a tool a dozen times in one reply."""
    if not reply.calls:
        return reply
    flood = (another_call("search_products", seen, at, query="R16") for at in range(12))
    return replace(reply, calls=(*flood, *reply.calls))


def half_json(reply: Reply, seen: Seen) -> Reply:
    """Write half of the arguments."""
    return replace(
        reply,
        calls=tuple(
            replace(call, arguments=call.arguments[: len(call.arguments) // 2])
            for call in reply.calls
        ),
    )


def unknown_tool(reply: Reply, seen: Seen) -> Reply:
    """Call a tool that does not exist before making an order."""
    call = reply.called("create_order")
    if call is None:
        return reply
    return reply.but(call, another_call("apply_discount", seen, percent=50), call)


def drops(tool: str) -> Twist:
    """Return a twist that agrees and does not call ``tool``."""

    def drop(reply: Reply, seen: Seen) -> Reply:
        return Reply(_FINE[seen.language]) if reply.called(tool) else reply

    return drop


ignore_callback: Final = drops("request_callback")
ignore_cancel: Final = drops("cancel_order")
ignore_status: Final = drops("order_status")
