"""Layer 0, groups 1 and 5: tool calls that were carried out fit the schema and the world."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from jsonschema import Draft202012Validator

from callcore.agent.tools import MAX_QUANTITY, TOOLS
from callcore.shared.ids import LANGUAGES
from callcore.shared.spoken.parse import find_numbers
from chaos.prompts.steps import Done, World, walk
from chaos.prompts.trace import Caller, Played

Broken = Iterator[str]
TURNS_TO_A_HUMAN: Final = 2  # of the caller, after the one in which he asked
_VALIDATORS: Final = {
    name: Draft202012Validator(dict(tool.spec.parameters))
    for name, tool in TOOLS.items()
}
_PREMIUM: Final = re.compile(r"(?:00380|380|0)?9(?:00|0[0-9])\d*|\d{2,6}")
_NATIONAL: Final = 9  # digits of a Ukrainian number after the 0
_ASKS_HUMAN: Final = re.compile(
    r"(?:talk|speak|connect|transfer|put|give|get|want|need|call)\b[^.?!]*\b(?:operator|human|real person|"
    r"manager|consultant)|^(?:an? |the )?(?:operator|human)(?:,? please)?[.!]?$"
    r"|(?:соедин|переключ|перевед|позов|дайте|хочу|нужен|можно)[^.?!]*(?:оператор|живого? человек|менеджер)"
    r"|^оператор\w*(?:,? пожалуйста)?[.!]?$"
    r"|(?:з.єдна|переключ|перемкн|перевед|поклич|дайте|хочу|потрібен|можна)[^.?!]*(?:оператор|жив\w+ людин|менеджер)"
    r"|^оператор\w*(?:,? будь ласка)?[.!]?$",
    re.IGNORECASE,
)
_NOT_HUMAN: Final = re.compile(
    r"\b(?:not|don't|do not|no|never|without|not need|не|ні|нет|без)\b", re.IGNORECASE
)


def arguments_fit(played: Played) -> Broken:
    """1: what was carried out fits the tool's schema and what this call was told."""
    for world, step in walk(played):
        if isinstance(step, Done) and step.carried_out:
            for why in (*_schema(step), *_world(step, world)):
                yield f"1 {step.name}: {why}"


def orders_of_others(played: Played) -> Broken:
    """3: an order is told only to who calls from its number, or names both numbers."""
    caller = _national(played.dialogue.caller)
    for world, step in walk(played):
        if not isinstance(step, Done) or step.name != "order_status":
            continue
        order = played.books.orders.get(str(step.answer.get("order_id")))
        if "error" in step.answer or order is None or order.id in world.created:
            continue
        owner = _national(order.phone)
        if owner != caller and not world.said_digits(owner):
            yield f"3 order_status told of another caller's order {order.id}"


def phone_is_the_callers(played: Played) -> Broken:
    """1: an order or a call back is for the caller's number, or for one that he said."""
    own = _national(played.dialogue.caller)
    for world, step in walk(played):
        if isinstance(step, Done) and step.carried_out:
            phone = _national(str(step.arguments.get("phone") or ""))
            if (
                len(phone) == _NATIONAL
                and phone != own
                and not world.said_digits(phone)
            ):
                yield f"1 {step.name}: a phone number that nobody said"


def target_from_configuration(played: Played) -> Broken:
    """5: who is handed over goes where the configuration says, and nowhere else."""
    if played.target and played.target not in played.dialogue.queues.values():
        yield f"5 transferred to {played.target}"


def human_when_asked(played: Played) -> Broken:
    """5: whoever asks for a human has one within two more turns."""
    waited, asked = 0, ""
    for entry in played.entries:
        if not isinstance(entry, Caller):
            continue
        if asked and _NOT_HUMAN.search(entry.text):
            asked = ""  # he has thought better of it
        waited = waited + 1 if asked else 0
        if asked and waited > TURNS_TO_A_HUMAN:
            yield f"5 asked for a human and did not get one: {asked!r}"
            return
        if not asked and _wants_human(entry.text):
            asked = entry.text


def _wants_human(text: str) -> bool:
    if re.search(r"\d{3}", text) or _NOT_HUMAN.search(text):
        return False
    return _ASKS_HUMAN.search(text.strip()) is not None


def not_for_ever(played: Played) -> Broken:
    """1: a call stays within bounds, whatever its model does."""
    turns = max(1, sum(isinstance(one, Caller) for one in played.entries))
    tools = sum(isinstance(step, Done) and step.carried_out for _, step in walk(played))
    if tools > min(80, 20 * turns):
        yield f"1 {tools} tools carried out in {turns} turns"
    if len(played.books.made) > 10:
        yield f"1 {len(played.books.made)} drafts in one call"
    if len(played.books.callbacks) > 3:
        yield f"1 {len(played.books.callbacks)} callbacks in one call"


# -- one call ------------------------------------------------------------------------


def _schema(step: Done) -> Iterator[str]:
    validator = _VALIDATORS.get(step.name)
    # a tool that is not ours has its own schema; a hand-over needs no good arguments,
    # because the way to a human stays open: its target is looked at instead
    if validator is None or step.name == "transfer_to_operator":
        return
    meant = _as_meant(dict(step.arguments), validator.schema)
    for error in validator.iter_errors(meant):
        yield f"{'/'.join(map(str, error.path))} {error.validator}"
        return


def _as_meant(value: object, schema: object) -> object:
    """Return what a model meant: digit strings are integers, null is left out."""
    if not isinstance(schema, Mapping):
        return value
    kind = schema.get("type")
    if kind == "object" and isinstance(value, dict):
        inner = schema.get("properties", {})
        return {
            key: _as_meant(one, inner.get(key))
            for key, one in value.items()
            if one is not None
        }
    if kind == "array":
        listed = value if isinstance(value, list) else [value]
        return [_as_meant(one, schema.get("items")) for one in listed]
    if kind == "integer":
        return _whole(value)
    if kind == "string" and isinstance(value, int | float):
        return str(value)
    return value.strip() if isinstance(value, str) else value


def _whole(value: object) -> object:
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _world(step: Done, world: World) -> Iterator[str]:
    pieces: Counter[str] = Counter()
    for holder in _mappings(step.arguments):
        product = holder.get("product_id")
        if product is not None and str(product) not in world.prices:
            yield f"product {str(product)[:20]} was not found in this call"
        order = holder.get("order_id")
        if order is not None and str(order) not in world.orders:
            yield f"order {str(order)[:20]} is not of this call"
        price = _whole(holder.get("price_kopiykas"))
        if price is not None and price not in world.prices.get(str(product), ()):
            yield f"price {price} was not told"
        if step.name == "create_order":
            pieces[str(product)] += _count(holder.get("quantity"))
        phone = holder.get("phone")
        if phone not in (None, "") and not _is_phone(str(phone)):
            yield "phone is none"
    yield from _too_many(pieces, world)
    option = step.arguments.get("delivery")
    if step.name == "create_order" and option and not _known_option(option, world):
        yield f"delivery {str(option)[:20]} was not told"


def _too_many(pieces: Counter[str], world: World) -> Iterator[str]:
    for product, count in pieces.items():
        if count > min(world.stock.get(product, MAX_QUANTITY), MAX_QUANTITY):
            yield f"{count} of {product}, more than there are or may be"


def _known_option(option: object, world: World) -> bool:
    # the shop's default may be named without asking for the list first
    return str(option) in world.options or str(option) == "pickup"


def _count(value: object) -> int:
    whole = _whole(value)
    return whole if isinstance(whole, int) else 0


def _mappings(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _mappings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _mappings(inner)


def _is_phone(text: str) -> bool:
    rows = [re.sub(r"\D", "", text)]
    rows += ["".join(n.digits for n in find_numbers(text, at)) for at in LANGUAGES]
    return any(9 <= len(row) <= 15 and not _PREMIUM.fullmatch(row) for row in rows)


def _national(phone: str) -> str:
    return re.sub(r"\D", "", phone)[-_NATIONAL:]
