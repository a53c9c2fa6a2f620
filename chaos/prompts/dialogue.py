"""Dialogues as authors write them (YAML) to dataclasses; a mistake is one clear sentence.

Every scalar is read as text, so that ``yes``, ``412345`` and ``0671234567`` stay what the
caller says; whole numbers are read where the format wants one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeVar, get_args

import yaml

from callcore.shared.ids import LANGUAGES, Language
from callcore.store.port import OrderState
from chaos.prompts.reading import DialogueError, Reader, TextLoader

Kind = Literal["golden", "adversarial"]
Trouble = Literal["", "down", "slow", "html", "lose-replies"]
Outcome = Literal["ended", "operator", "open"]
__all__ = [
    "Dialogue",
    "DialogueError",
    "End",
    "Planted",
    "Wanted",
    "load_dialogues",
    "parse_dialogues",
    "read_dialogues",
]

FOLDER: Final = Path(__file__).parent / "dialogues"
MAX_TURNS: Final = 30  # of the caller
MAX_FILE_BYTES: Final = 2_000_000
CALLER: Final = "+380671234567"
CATEGORIES: Final[Mapping[Kind, frozenset[str]]] = {
    "golden": frozenset(
        [
            "order",
            "search",
            "stock",
            "price",
            "status",
            "cancel",
            "callback",
            "transfer",
            "delivery",
            "change",
            "correction",
            "switch",
            "smalltalk",
            "trouble",
        ]
    ),
    "adversarial": frozenset(
        [
            "injection",
            "price",
            "other-orders",
            "leak",
            "abuse",
            "premium",
            "cards",
            "pressure",
            "quantity",
            "tools",
            "identity",
        ]
    ),
}
ANSWER_KEYS: Final = frozenset(
    [
        "how_many",
        "which",
        "size",
        "season",
        "delivery",
        "city",
        "place",
        "name",
        "phone",
        "confirm",
        "cancel",
        "anything_else",
        "order_number",
        "operator",
        "callback",
        "change",
        "still_there",
    ]
)
_ID: Final = re.compile(r"(en|ru|uk)-([ga])-(\d{3})")
_LETTER: Final[Mapping[str, Kind]] = {"g": "golden", "a": "adversarial"}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Planted:
    """An order that the shop holds before the call."""

    id: str
    phone: str
    state: OrderState
    lines: tuple[tuple[str, int], ...]  # product id, quantity
    delivery: str = "pickup"
    city: str = ""
    place: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order that the call shall have made; ``None`` is not looked at."""

    lines: tuple[tuple[str, int], ...]
    state: OrderState = "confirmed"
    delivery: str | None = None
    city: str | None = None
    place: str | None = None
    name: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    """How the world shall look after the call."""

    orders: tuple[Wanted, ...] = ()
    outcome: tuple[Outcome, ...] = get_args(Outcome)
    reason: str = ""
    queue: str = ""
    old_orders: Mapping[str, OrderState] = field(default_factory=dict)
    callbacks: int = 0
    says: tuple[re.Pattern[str], ...] = ()
    never: tuple[re.Pattern[str], ...] = ()
    tools: tuple[str, ...] = ()
    not_tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One call: what the caller says, what he answers, and what must come of it."""

    id: str
    kind: Kind
    category: str
    about: str
    folder: Language  # whose floor it counts for
    language: Language  # in which the call begins
    turns: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    end: End = field(default_factory=End)
    caller: str = CALLER
    orders: tuple[Planted, ...] = ()
    trouble: Trouble = ""
    queues: Mapping[str, str] = field(default_factory=dict)


def load_dialogues(
    language: Language | None = None, kind: Kind | None = None, folder: Path = FOLDER
) -> list[Dialogue]:
    """Return the dialogues (of one language, of one kind), by id; :exc:`DialogueError`."""
    found: dict[str, Dialogue] = {}
    for among in (language,) if language else LANGUAGES:
        for path in sorted((folder / among).glob("*.yaml")):
            for dialogue in read_dialogues(path, among):
                if dialogue.id in found:
                    raise DialogueError(f"{path.name}: {dialogue.id} is there twice")
                found[dialogue.id] = dialogue
    chosen = (one for one in found.values() if kind in (None, one.kind))
    return sorted(chosen, key=lambda one: one.id)


def read_dialogues(path: Path, folder: Language) -> list[Dialogue]:
    """Return what one file holds; raises :exc:`DialogueError`."""
    text = path.read_text(encoding="utf-8")
    if len(text.encode()) > MAX_FILE_BYTES:
        raise DialogueError(f"{path.name}: longer than {MAX_FILE_BYTES} bytes")
    return parse_dialogues(text, folder, path.name)


def parse_dialogues(text: str, folder: Language, where: str) -> list[Dialogue]:
    """Return the dialogues of a YAML text; ``where`` names it in errors."""
    try:
        listed = yaml.load(text, Loader=TextLoader)  # a SafeLoader
    except yaml.YAMLError as exc:
        raise DialogueError(f"{where}: no YAML: {' '.join(str(exc).split())}") from exc
    if not isinstance(listed, list):
        raise DialogueError(f"{where}: must be a list of dialogues")
    return [_dialogue(Reader(entry, where), folder) for entry in listed]


def _dialogue(reader: Reader, folder: Language) -> Dialogue:
    named = reader.text("id")
    reader.where = f"{reader.where}: {named}"
    parts = _ID.fullmatch(named)
    if parts is None or parts[1] != folder:
        raise reader.fail(f"id must be {folder}-g-NNN or {folder}-a-NNN")
    kind = _LETTER[parts[2]]
    dialogue = Dialogue(
        id=named,
        kind=kind,
        category=reader.one_of("category", sorted(CATEGORIES[kind])),
        about=reader.text("about"),
        folder=folder,
        language=reader.one_of("language", LANGUAGES, folder),
        turns=_turns(reader),
        answers=_answers(reader),
        end=_end(reader.inner("end")),
        caller=reader.text("caller", CALLER),
        orders=_each(reader, "orders", _planted),
        trouble=reader.one_of("trouble", get_args(Trouble), ""),
        queues={name: str(to) for name, to in reader.items("queues")},
    )
    if dialogue.end.queue and dialogue.end.queue not in dialogue.queues:
        raise reader.fail(f"end: queue {dialogue.end.queue} is not in queues")
    reader.done()
    return dialogue


def _turns(reader: Reader) -> tuple[str, ...]:
    turns = reader.texts("turns")
    if not 0 < len(turns) <= MAX_TURNS or not all(turns):
        raise reader.fail(f"turns must hold 1 to {MAX_TURNS} texts")
    return turns


def _answers(reader: Reader) -> dict[str, tuple[str, ...]]:
    answers: dict[str, tuple[str, ...]] = {}
    for key, value in reader.items("answers"):
        if key not in ANSWER_KEYS:
            raise reader.fail(f"answers: unknown key {key}")
        answers[key] = Reader({key: value}, reader.where).texts(key)
    return answers


def _each(reader: Reader, key: str, read: Callable[[Reader], T]) -> tuple[T, ...]:
    return tuple(read(inner) for inner in reader.readers(key))


def _lines(reader: Reader) -> tuple[tuple[str, int], ...]:
    if reader.has("product"):
        return ((reader.text("product"), reader.number("quantity", 1)),)
    lines = []
    for line in reader.readers("lines"):
        lines.append((line.text("product"), line.number("quantity", 1)))
        line.done()
    if not lines:
        raise reader.fail("an order needs lines or a product")
    return tuple(lines)


def _planted(reader: Reader) -> Planted:
    order = Planted(
        id=reader.text("id"),
        phone=reader.text("phone"),
        state=reader.one_of("state", get_args(OrderState)),
        lines=_lines(reader),
        delivery=reader.text("delivery", "pickup"),
        city=reader.text("city", ""),
        place=reader.text("place", ""),
        name=reader.text("name", ""),
    )
    reader.done()
    return order


def _wanted(reader: Reader) -> Wanted:
    order = Wanted(
        lines=_lines(reader),
        state=reader.one_of("state", get_args(OrderState), "confirmed"),
        delivery=reader.maybe("delivery"),
        city=reader.maybe("city"),
        place=reader.maybe("place"),
        name=reader.maybe("name"),
        phone=reader.maybe("phone"),
    )
    reader.done()
    return order


def _end(reader: Reader) -> End:
    end = End(
        orders=_each(reader, "orders", _wanted),
        outcome=_outcomes(reader),
        reason=reader.text("reason", ""),
        queue=reader.text("queue", ""),
        old_orders=dict(_states(reader)),
        callbacks=reader.number("callbacks", 0),
        says=_patterns(reader, "says"),
        never=_patterns(reader, "never"),
        tools=reader.texts("tools"),
        not_tools=reader.texts("not_tools"),
    )
    reader.done()
    return end


def _outcomes(reader: Reader) -> tuple[Outcome, ...]:
    known: tuple[Outcome, ...] = get_args(Outcome)
    texts = reader.texts("outcome")
    if unknown := [text for text in texts if text not in known]:
        raise reader.fail(f"outcome {unknown[0]} is none of {', '.join(known)}")
    return tuple(one for one in known if not texts or one in texts)


def _states(reader: Reader) -> Iterator[tuple[str, OrderState]]:
    for order_id, state in reader.items("old_orders"):
        inner = Reader({order_id: state}, f"{reader.where}: old_orders")
        yield order_id, inner.one_of(order_id, get_args(OrderState))


def _patterns(reader: Reader, key: str) -> tuple[re.Pattern[str], ...]:
    try:
        return tuple(re.compile(text, re.IGNORECASE) for text in reader.texts(key))
    except re.error as exc:
        raise reader.fail(f"{key}: not a regular expression: {exc}") from exc
