"""The lines of an order that is being put together: what is in it, and what is changed."""

from __future__ import annotations

from callcore.engines.llm.offline.state import Item, Line, State
from callcore.engines.llm.offline.wish import Wish


def lines_of(state: State) -> tuple[Line, ...]:
    """Return all lines, the one talked about last; the same product stands once."""
    lines = list(state.lines)
    if state.current is not None and state.quantity > 0:
        lines = [line for line in lines if line.item.id != state.current.id]
        lines.append(Line(state.current, state.quantity))
    return tuple(lines)


def order_lines(state: State) -> list[dict[str, object]]:
    """Return the lines as ``create_order`` wants them, with the prices that were told."""
    return [
        {
            "product_id": line.item.id,
            "quantity": line.quantity,
            "price_kopiykas": line.item.price_kopiykas,
        }
        for line in lines_of(state)
    ]


def put_aside(state: State) -> State:
    """Settle the product talked about, so that another one can be added."""
    return state.but(lines=lines_of(state), current=None, quantity=0, draft=None)


def focused(state: State, category: str) -> State:
    """Talk about the line of a category again; unchanged if there is no other such line."""
    if state.current is not None and state.current.category == category:
        return state
    found = [line for line in state.lines if line.item.category == category]
    if not found:
        return state
    line = found[-1]
    others = tuple(o for o in lines_of(state) if o.item.id != line.item.id)
    return state.but(
        lines=others, current=line.item, quantity=line.quantity, offered=(), wish=Wish()
    )


def without(state: State, category: str) -> State:
    """Take the lines of a category out; the last of the others is talked about then."""
    left = [line for line in lines_of(state) if line.item.category != category]
    if not left:
        return state.but(lines=(), current=None, quantity=0)
    last = left.pop()
    return state.but(lines=tuple(left), current=last.item, quantity=last.quantity)


def updated(state: State, item: Item) -> State:
    """Put what is known anew of a product in place of what was known before."""
    offered = tuple(item if o.id == item.id else o for o in state.offered)
    lines = tuple(
        Line(item, line.quantity) if line.item.id == item.id else line
        for line in state.lines
    )
    same = state.current is not None and state.current.id == item.id
    return state.but(
        offered=offered, lines=lines, current=item if same else state.current
    )
