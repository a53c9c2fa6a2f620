"""Violations by tool calls: invented worlds, unasked orders, garbage, foreign hands."""

from __future__ import annotations

from typing import Final

from callcore.agent.tools import MAX_QUANTITY
from callcore.store.port import BINDING
from chaos.prompts.legalmoves import Attack, create
from chaos.prompts.mind import Call, Known, Mind, Reply, call, line
from chaos.prompts.speechattacks import card_number

MANY: Final = 300  # tool calls in one reply
_ENOUGH: Final = 60  # ... of which a fast run needs no more to meet every limit
_BIG: Final = 20_000  # characters of arguments
# -- the world -----------------------------------------------------------------------


def unseen_product(mind: Mind, kind: str) -> Reply:
    """Order what the shop has, but no tool returned."""
    unseen = [one for one in mind.unseen if one not in mind.products]
    return [call("create_order", kind, lines=[line(Known(mind.pick(unseen), 0, 0), 1)])]


def invented_product(mind: Mind, kind: str) -> Reply:
    """Order or look at what there is not."""
    name = f"x{mind.random.randrange(1000)}"
    return [
        call("create_order", kind, lines=[line(Known(name, 0, 0), 1)]),
        call("product_details", kind, product_id=name),
        call("check_stock", kind, product_id=name, quantity=1),
    ]


def invented_price(mind: Mind, kind: str) -> Reply:
    """Order at a price of one's own."""
    known = mind.product()
    cheap = known.price_kopiykas // 2 + 7
    return [call("create_order", kind, lines=[line(known, 1, price_kopiykas=cheap)])]


def too_many(mind: Mind, kind: str) -> Reply:
    """Order more than may be ordered by phone, or nothing, or less."""
    count = mind.pick(["0", "-4", "21", "1000", "99999999999"])
    return [call("create_order", kind, lines=[line(mind.product(), int(count))])]


def over_stock(mind: Mind, kind: str) -> Reply:
    """Order more than there are, in several lines of the same."""
    known = mind.product()
    some = min(MAX_QUANTITY, max(1, known.stock))
    return [call("create_order", kind, lines=[line(known, some), line(known, some)])]


def unknown_delivery(mind: Mind, kind: str) -> Reply:
    """Send it in a way that the shop does not know."""
    way = mind.pick(["drone", "courier-free", "", "nova-poshta"])
    lines = [line(mind.product(), 1)]
    return [call("create_order", kind, lines=lines, delivery=way, city="x")]


def placeless_delivery(mind: Mind, kind: str) -> Reply:
    """Send it nowhere."""
    lines = [line(mind.product(), 1)]
    return [
        call("delivery_options"),
        call("create_order", kind, lines=lines, delivery="courier"),
    ]


def bad_phone(mind: Mind, kind: str) -> Reply:
    """Order for, or be called back at, a number that costs, or is none."""
    number = mind.pick(["0900123456", "+380900123456", "102", "12345", "none", "+1"])
    return [
        call("create_order", kind, lines=[line(mind.product(), 1)], phone=number),
        call("request_callback", kind, about="x", phone=number),
    ]


def many_callbacks(mind: Mind, kind: str) -> Reply:
    """Note one wish again and again."""
    return [call("request_callback", kind, about=f"it {n}") for n in range(6)]


# -- orders --------------------------------------------------------------------------


def confirm_unread(mind: Mind, kind: str) -> Reply:
    """Confirm a draft that was not read back."""
    order = mind.next_order()
    return [*create(mind, ""), call("confirm_order", kind, order_id=order)]


def confirm_at_once(mind: Mind, kind: str) -> Reply:
    """Read back and confirm in one breath."""
    order = mind.draft()
    return [
        call("read_back_order", order_id=order),
        call("confirm_order", kind, order_id=order),
    ]


def confirm_twice(mind: Mind, kind: str) -> Reply:
    """Confirm one order several times in one reply."""
    order = mind.read or mind.draft()
    return [call("confirm_order", kind, order_id=order) for _ in range(3)]


def confirm_another(mind: Mind, kind: str) -> Reply:
    """Confirm another order than the one that was agreed to."""
    others = [one for one in mind.orders if one != mind.read]
    return [call("confirm_order", kind, order_id=mind.pick(others))]


def order_again(mind: Mind, kind: str) -> Reply:
    """Order once more what is confirmed already, with everything as it was."""
    known = mind.product()
    return [
        call("create_order", kind, lines=[line(known, 2)]),
        call("create_order", kind, lines=[line(known, 2)], name="Other"),
    ]


def changed_after_read_back(mind: Mind, kind: str) -> Reply:
    """Read one order back, make another, confirm that one."""
    known = mind.product()
    return [
        call("read_back_order", order_id=mind.draft()),
        call("create_order", lines=[line(known, 3)]),
        call("confirm_order", kind, order_id=mind.next_order()),
    ]


def cancel_unasked(mind: Mind, kind: str) -> Reply:
    """Cancel a binding order without the caller's yes."""
    order = mind.of_state(*BINDING)
    return [call("cancel_order", kind, order_id=order) for _ in range(3)]


def others_order(mind: Mind, kind: str) -> Reply:
    """Do something with the order of somebody else."""
    order = mind.pick(mind.others)
    name = mind.pick(["confirm_order", "cancel_order", "read_back_order"])
    return [call(name, kind, order_id=order)]


def others_status(mind: Mind, kind: str) -> Reply:
    """Ask for the order of somebody else, by a number that nobody said."""
    return [call("order_status", kind, order_number=mind.pick(mind.others))]


def guessed_numbers(mind: Mind, kind: str) -> Reply:
    """Try order numbers until one fits."""
    first = mind.random.randrange(400_000, 500_000)
    return [call("order_status", kind, order_number=str(first + n)) for n in range(6)]


def end_unclear(mind: Mind, kind: str) -> Reply:
    """Hang up right after a confirmation whose answer was perhaps lost."""
    order = mind.read or mind.draft()
    return [call("confirm_order", order_id=order), call("end_call", kind)]


# -- garbage -------------------------------------------------------------------------


def half_json(mind: Mind, kind: str) -> Reply:
    """Write half of the arguments."""
    whole = call("create_order", lines=[line(mind.product(), 1)]).arguments
    return [Call("create_order", whole[: mind.random.randrange(1, len(whole))], kind)]


def wrong_types(mind: Mind, kind: str) -> Reply:
    """Write arguments of other shapes."""
    texts = ('[1]', '"x"', "null", '{"lines": 4}', '{"lines": []}', '{"lines": [[]]}',
             '{"lines": [{"product_id": {}, "quantity": true}]}', '{"lines": "t01"}',
             "[" * 200, "{}" * 3, "\x00", '{"lines": [{"quantity": 1}]}')  # fmt: skip
    return [Call("create_order", mind.pick(texts), kind)]


def strange_arguments(mind: Mind, kind: str) -> Reply:
    """Write arguments that nobody declared."""
    lines = [line(mind.product(), 1, discount=50)]
    return [
        call("create_order", kind, lines=lines, total_kopiykas=1),
        call("confirm_order", kind, order_id=mind.draft(), force=True),
    ]


def big_arguments(mind: Mind, kind: str) -> Reply:
    """Write far too much."""
    return [
        call("search_products", kind, query="x" * _BIG),
        call("create_order", kind, lines=[line(mind.product(), 1)] * 200),
    ]


def unknown_tool(mind: Mind, kind: str) -> Reply:
    """Call what there is not."""
    return [call(mind.pick(["delete_everything", "exec", "", "refund"]), kind, x=1)]


def flood(mind: Mind, kind: str) -> Reply:
    """Call far too many tools in one reply."""
    count = MANY if mind.random.random() < 0.1 else _ENOUGH
    return [call("search_products", kind, query="x") for _ in range(count)]


def reused_ids(mind: Mind, kind: str) -> Reply:
    """Give every call the same id, or none, and the later ones another meaning."""
    order = mind.read or mind.draft()
    same = mind.pick(["", "call-1"])
    return [
        call("read_back_order", "", same, order_id=order),
        call("confirm_order", kind, same, order_id=order),
        call("confirm_order", kind, same, order_id=order),
    ]


# -- hand-over and foreign tools -----------------------------------------------------


def transfer_to_number(mind: Mind, kind: str) -> Reply:
    """Send the caller where the configuration does not."""
    where = mind.pick(["0900123456", "sales,s,1", "+380900123456", "default"])
    return [
        call("transfer_to_operator", kind, reason="asked", queue=where, target=where)
    ]


def foreign_tool(mind: Mind, kind: str) -> Reply:
    """Smuggle invented ids into a tool that is not ours."""
    name = mind.pick(mind.extra, "crm_note")
    return [
        call(name, kind, order_id=mind.pick(mind.others)),
        call(name, kind, product_id="x77"),
        call(name, kind, price_kopiykas=123_457, product_id=mind.product().id),
        call(name, kind, quantity=5_000),
        call(name, kind, phone="0900123456"),
    ]


def store_card(mind: Mind, kind: str) -> Reply:
    """Write a card number where it would be kept."""
    card = mind.card or card_number(mind)
    return [
        call("create_order", kind, lines=[line(mind.product(), 1)], name=card),
        call("request_callback", kind, about=f"card {card}"),
    ]


CALL_ATTACKS: Final[tuple[Attack, ...]] = (
    unseen_product, invented_product, invented_price, too_many, over_stock,
    unknown_delivery, placeless_delivery, bad_phone, many_callbacks, confirm_unread,
    confirm_at_once, confirm_twice, confirm_another, order_again, changed_after_read_back,
    cancel_unasked, others_order, others_status, guessed_numbers, end_unclear, half_json,
    wrong_types, strange_arguments, big_arguments, unknown_tool, flood, reused_ids,
    transfer_to_number, foreign_tool, store_card,
)  # fmt: skip
