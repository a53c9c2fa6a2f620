"""Does what the caller hears, and what the store holds, fit what he wanted? Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from callcore.shared.ids import Language
from chaos.demo.numerals import numbers_in, pieces_in, sizes_in
from chaos.demo.scenarios.plot import Goal


def read_back_fits(text: str, goal: Goal, language: Language) -> bool:
    """Return whether a read-back names the caller's quantity, and no other size.

    A person listens for "four pieces"; where nobody says pieces, for his number among
    the first two, because a product's name may hold one, too ("Alpin 6").
    """
    said = pieces_in(text, language) or numbers_in(text, language)[:2]
    return goal.quantity in said and not _other_size(text, goal)


def repair_fits(text: str, goal: Goal, language: Language) -> bool:
    """Return whether "did you say ...?" repeats something the caller wants.

    A number or size that is not his is a no; a question without either is believed.
    """
    if _other_size(text, goal):
        return False
    numbers = numbers_in(text, language)
    return not numbers or goal.quantity in numbers or bool(sizes_in(text))


def order_fits(
    order: Mapping[str, object],
    products: Mapping[str, Mapping[str, object]],
    goal: Goal,
) -> bool:
    """Return whether ``order`` is confirmed and is exactly what ``goal`` says.

    ``order`` and ``products`` (by id) are as the reference store's JSON has them.
    """
    lines = order.get("lines")
    if order.get("state") != "confirmed" or not isinstance(lines, Sequence):
        return False
    if len(lines) != 1:
        return False
    if goal.phone not in ("", order.get("phone")):
        return False
    line = lines[0]
    product = products.get(str(line.get("product_id")), {})
    return line.get("quantity") == goal.quantity and _is_wanted(product, goal)


def _is_wanted(product: Mapping[str, object], goal: Goal) -> bool:
    attributes = product.get("attributes")
    if product.get("category") != goal.category or not isinstance(attributes, Mapping):
        return False
    return all(
        _bare(str(attributes.get(name, ""))) == _bare(value)
        for name, value in goal.attributes.items()
    )


def _other_size(text: str, goal: Goal) -> bool:
    wanted = {
        " ".join(re.findall(r"\d+", value))
        for value in goal.attributes.values()
        if any(map(str.isdigit, value))
    }
    return bool(wanted) and any(
        not any(size in want or want in size for want in wanted)
        for size in sizes_in(text)
    )


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
