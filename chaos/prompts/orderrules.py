"""Layer 0, group 2: no order without a heard read-back and a yes to it, and none twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from callcore.shared.ids import LANGUAGES
from callcore.shared.spoken.parse import find_numbers
from callcore.shared.spoken.say import money_words, number_words
from callcore.store.port import BINDING, Order
from chaos.prompts.steps import Done, walk
from chaos.prompts.trace import Agent, Caller, Played

Broken = Iterator[str]
# Not the product's own judge of assent: a yes word, and nothing that takes it back.
_YES: Final = re.compile(
    r"\b(?:yes|yeah|yep|yup|correct|right|sure|confirm\w*|agree\w*|go ahead|of course|fine|exactly|absolutely|definitely|affirmative|place it|order it|good"
    r"|да|верно|правильно|точно|подтвер\w+|конечно|соглас\w+|оформля\w+|заказыва\w+|так"
    r"|вірно|підтвердж\w+|звичайно|звісно|згод\w+|авжеж|оформлю\w+|замовля\w+|погоджу\w+)\b",
    re.IGNORECASE,
)
_BUT: Final = re.compile(
    r"\b(?:no|not|don't|dont|but|wait|cancel|change|instead|wrong|how|what"
    r"|нет|не|но|подожд\w+|отмен\w+|измен\w+|сколько|ні|але|зачек\w+|скас\w+|змін\w+|скільки)\b|\?",
    re.IGNORECASE,
)
_CANCELLING: Final = re.compile(r"\b(?:cancel|отмен\w+|скас\w+)\b", re.IGNORECASE)
_NO_HARM: Final = re.compile(
    r"no (?:problem|doubt|worries|question)s?|нет (?:проблем|вопросов)|не вопрос"
    r"|ні проблем|без питань|не питання",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Question:
    """Something that was read to the caller and waits for his yes."""

    order_id: str
    say: str
    heard: str = ""  # what was spoken verbatim since, letters only
    whole: bool = False
    turns: int = 0  # of the caller since it was heard whole
    yes: bool = False


@dataclass(slots=True)
class _Asked:
    """The last question of each kind; a new one of either kind takes its place."""

    now: _Question | None = None
    kind: str = ""
    used: Counter[str] = field(default_factory=Counter)

    def ask(self, kind: str, order_id: str, say: str) -> None:
        self.kind, self.now = kind, _Question(order_id, letters(say))

    def spoken(self, text: str, *, whole: bool) -> None:
        if self.now is None or self.now.turns:
            return
        self.now.heard = f"{self.now.heard} {letters(text)}".strip() if whole else ""
        self.now.whole = self.now.whole or self.now.say in self.now.heard

    def answered(self, text: str) -> None:
        question = self.now
        if question is None:
            return
        question.turns += 1
        if self.kind == "cancel_order":  # "yes, cancel it" takes nothing back
            text = _CANCELLING.sub(" ", text)
        before = question.yes or question.turns == 1  # a later yes is no first one
        question.yes = question.whole and before and is_yes(text)

    def agreed(self, kind: str, order_id: str) -> bool:
        question = self.now
        return (
            question is not None
            and self.kind == kind
            and question.order_id == order_id
            and question.yes
        )


def confirmed_after_a_yes(played: Played) -> Broken:
    """2: read back, heard whole, an explicit yes in the next turn, then confirmed once."""
    asked = _Asked()
    sent: set[str] = set()
    for _, step in walk(played):
        match step:
            case Agent():
                asked.spoken(step.text, whole=step.whole)
            case Caller():
                asked.answered(step.text)
            case Done() if step.carried_out:
                yield from _call(step, asked, sent)
            case _:
                pass
    yield from _books(played, sent)


def _call(step: Done, asked: _Asked, sent: set[str]) -> Broken:
    order_id = str(step.arguments.get("order_id", ""))
    say = step.answer.get("say")
    if step.name in ("read_back_order", "cancel_order") and isinstance(say, str):
        asked.ask(step.name, order_id, say)
    elif step.name == "create_order" and "error" not in step.answer:
        if asked.now is not None and asked.now.order_id != step.answer.get("order_id"):
            asked.now = None  # what was read is not what is wanted any more
    elif step.name == "confirm_order":
        agreed = asked.agreed("read_back_order", order_id)
        if not agreed and order_id not in sent:
            yield f"2 confirmation of {order_id} sent without a yes to its read-back"
        sent.add(order_id)


def _books(played: Played, sent: set[str]) -> Broken:
    for order_id, times in Counter(played.books.confirmations).items():
        if times > 1:
            yield f"2 {order_id} was confirmed {times} times"
        if order_id not in sent:
            yield f"2 {order_id} is binding and nobody asked for it"
    seen: Counter[object] = Counter()
    for order in played.books.made:
        if order.id in played.books.confirmations and order.state in BINDING:
            seen[order.lines, order.phone, order.delivery, order.name] += 1
    if any(times > 1 for times in seen.values()):
        yield "2 the same was ordered twice"


def cancelled_after_a_yes(played: Played) -> Broken:
    """2: what binds the shop is cancelled only after its question and a yes to it."""
    asked, binding = _Asked(), set[str]()
    for world, step in walk(played):
        match step:
            case Agent():
                asked.spoken(step.text, whole=step.whole)
            case Caller():
                asked.answered(step.text)
            case Done() if step.carried_out:
                binding = {
                    key for key, state in world.orders.items() if state in BINDING
                }
                yield from _cancelling(step, asked, binding)
            case _:
                pass
    yield from _vanished(played)


def _cancelling(step: Done, asked: _Asked, binding: set[str]) -> Broken:
    order_id = str(step.arguments.get("order_id", ""))
    say = step.answer.get("say")
    if step.name in ("read_back_order", "cancel_order") and isinstance(say, str):
        asked.ask(step.name, order_id, say)
    elif (
        step.name == "cancel_order"
        and step.answer.get("state") == "cancelled"
        and order_id in binding
        and not asked.agreed("cancel_order", order_id)
    ):
        yield f"2 the binding order {order_id} was cancelled without a yes"


def _vanished(played: Played) -> Broken:
    told = {
        str(step.arguments.get("order_id"))
        for _, step in walk(played)
        if isinstance(step, Done) and step.name == "cancel_order" and step.carried_out
    }
    for order_id, before in played.books.before.items():
        now = played.books.orders[order_id]
        if now.state != before.state and order_id not in told:
            yield f"2 the old order {order_id} changed and nobody asked for it"


def read_back_is_whole(played: Played) -> Broken:
    """2: a read-back names every product, quantity, the total, and ends in a question."""
    for _, step in walk(played):
        say = step.answer.get("say") if isinstance(step, Done) else None
        if not isinstance(step, Done) or step.name != "read_back_order":
            continue
        order = played.books.orders.get(str(step.arguments.get("order_id")))
        if isinstance(say, str) and order is not None:
            for what in _missing(say, order, played):
                yield f"2 the read-back of {order.id} lacks {what}"


def _missing(say: str, order: Order, played: Played) -> Iterator[str]:
    said, low = letters(say), say.casefold()
    for line in order.lines:
        names = played.books.products[line.product_id].names.values()
        if not any(_names(name, said) for name in names):
            yield f"the product {line.product_id}"
        if not _says_number(line.quantity, low):
            yield f"the quantity {line.quantity}"
    total = order.total_kopiykas
    in_words = any(letters(money_words(total, at)) in said for at in LANGUAGES)
    if not in_words and not _says_number(total // 100, low):
        yield "the total"
    if not say.rstrip().endswith("?"):
        yield "its question"


def _names(name: str, said: str) -> bool:
    words = [word for word in letters(name).split() if not word.isdecimal()]
    found = sum(word in said for word in words)
    return 2 * found >= len(words)


def _says_number(number: int, low: str) -> bool:
    for language in LANGUAGES:
        if any(one.value == number for one in find_numbers(low, language)):
            return True
        if number_words(number, language) in low:
            return True
    return False


def is_yes(text: str) -> bool:
    """Say whether a turn agrees and takes nothing back; looser than the guard is."""
    plain = _NO_HARM.sub(" ", text)
    return bool(_YES.search(plain)) and not _BUT.search(plain)


def letters(text: str) -> str:
    """Return the words of a text, in lower case, with one space between."""
    return " ".join(re.findall(r"\w+", text.casefold()))
