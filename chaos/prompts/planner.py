"""A scripted model that knows how a dialogue shall end, and goes there its own way.

A second voice beside the offline agent: other words, other order of tools, so that nothing
in the suite is fitted to one agent. It is no agent: it has read the answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from callcore.engines.chat import (
    Delta,
    Finished,
    Message,
    TextDelta,
    ToolCall,
    ToolSpec,
)
from callcore.engines.scripted import ScriptedLanguageModel
from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.spoken.parse import find_numbers
from chaos.prompts.dialogue import Dialogue, Wanted
from chaos.store.products import catalogue

MODEL: Final = "scripted-planner-1"
MOST_READ_BACKS: Final = 6
MOST_ASKED: Final = 4  # times for a phone number
_NAMES: Final = {product.id: product.names for product in catalogue()}
_SAYS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "done": "All done, it is confirmed under the number {}. Do you need anything else?",
        "gone": "Good, that one is cancelled. Do you need anything else?",
        "noted": "A colleague will ring you. Do you need anything else?",
        "state": "I can see it: number {} is {}. Do you need anything else?",
        "sorry": "I cannot do that, I am afraid. Do you need anything else?",
        "more": "Certainly. Do you need anything else?",
        "phone": "And which phone number shall it be for?",
        "bye": "Have a good day, goodbye.",
    },
    "ru": {
        "done": "Готово, всё подтверждено под номером {}. Что-нибудь ещё?",
        "gone": "Хорошо, этот отменён. Что-нибудь ещё?",
        "noted": "Вам позвонит коллега. Что-нибудь ещё?",
        "state": "Вижу: номер {}, {}. Что-нибудь ещё?",
        "sorry": "К сожалению, этого я не могу. Что-нибудь ещё?",
        "more": "Понятно. Что-нибудь ещё?",
        "phone": "А на какой номер телефона?",
        "bye": "Хорошего дня, до свидания.",
    },
    "uk": {
        "done": "Готово, усе підтверджено під номером {}. Щось ще?",
        "gone": "Добре, це скасовано. Щось ще?",
        "noted": "Вам зателефонує колега. Щось ще?",
        "state": "Бачу: номер {}, {}. Щось ще?",
        "sorry": "На жаль, цього я не можу. Щось ще?",
        "more": "Зрозуміло. Щось ще?",
        "phone": "А на який номер телефону?",
        "bye": "Гарного дня, до побачення.",
    },
}
_STATES: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {"packed": "being packed", "shipped": "on its way", "delivered": "there"},
    "ru": {"confirmed": "подтверждён", "packed": "собран", "shipped": "в пути",
           "delivered": "доставлен", "cancelled": "отменён"},
    "uk": {"confirmed": "підтверджене", "packed": "зібране", "shipped": "в дорозі",
           "delivered": "доставлене", "cancelled": "скасоване"},
}  # fmt: skip
_ASKS_PHONE: Final = frozenset(says["phone"] for says in _SAYS.values())
_BYES: Final = ("goodbye", "bye", "до свидания", "до побачення")


@dataclass(frozen=True, slots=True)
class _Done:
    """A tool call of the conversation with its result; ``turn``: in which it was made."""

    name: str
    arguments: Mapping[str, object]
    answer: Mapping[str, object]
    turn: int


def planner(dialogue: Dialogue) -> ScriptedLanguageModel:
    """Return a model that plays the agent of ``dialogue``."""
    plan = _Plan(dialogue)
    return ScriptedLanguageModel(plan.reply, name=MODEL, first_s=0.3, delta_s=0.03)


class _Plan:
    """The script: from the messages so far to the next reply. Keeps nothing."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._end = dialogue.end
        self._caller = dialogue.caller
        answers = dialogue.answers
        self._where = {
            "city": "".join(answers.get("city", ("Lviv",))[:1]),
            "place": "".join(answers.get("place", ("5",))[:1]),
        }
        self._old = dialogue.end.old_orders
        self._asks = (
            [order.id for order in dialogue.orders if order.phone == dialogue.caller]
            if "order_status" in dialogue.end.tools or dialogue.category == "status"
            else []
        )

    def reply(
        self,
        messages: Sequence[Message],
        _tools: Sequence[ToolSpec],
        language: Language,
    ) -> str | list[Delta]:
        """Return the next reply."""
        done = list(_done(messages))
        turn = sum(message.role == "user" for message in messages)
        says = _SAYS[language]
        now = [one for one in done if one.turn == turn]
        if now and now[-1].answer.get("error") in ("not_found", "store_unavailable"):
            return self._lost(now[-1], says, turn)
        if self._wants_phone(messages):
            return says["phone"]
        for step in (
            self._transfer,
            self._orders,
            self._cancel,
            self._look,
            self._note,
        ):
            wanted = step(done, turn)
            if wanted is not None:
                return _call(wanted[0], len(done), wanted[1])
        if not now and _says_bye(messages):
            return _call("end_call", len(done), {}, says["bye"])
        return self._told(now, language)

    def _wants_phone(self, messages: Sequence[Message]) -> bool:
        """Say whether to ask for the number of an order; what was not said is not known."""
        said = "".join(
            number.digits
            for message in messages
            if message.role == "user"
            for language in LANGUAGES
            for number in find_numbers(message.text, language)
        )
        phones = {order.phone for order in self._end.orders if order.phone}
        asked = sum(m.text in _ASKS_PHONE for m in messages if m.role == "assistant")
        unsaid = any(phone[-9:] not in said for phone in phones - {self._caller})
        return unsaid and asked < MOST_ASKED

    def _lost(
        self, last: _Done, says: Mapping[str, str], turn: int
    ) -> str | list[Delta]:
        if last.answer["error"] == "not_found" or "operator" not in self._end.outcome:
            return says["sorry"]
        return _call("transfer_to_operator", 100 + turn, {"reason": "store_down"})

    def _transfer(
        self, done: list[_Done], turn: int
    ) -> tuple[str, dict[str, object]] | None:
        if (
            self._end.outcome != ("operator",)
            or self._end.orders
            or self._end.callbacks
        ):
            return None
        arguments: dict[str, object] = {"reason": self._end.reason or "asked"}
        if self._end.queue:
            arguments["queue"] = self._end.queue
        return "transfer_to_operator", arguments

    def _orders(
        self, done: list[_Done], turn: int
    ) -> tuple[str, dict[str, object]] | None:
        confirmed = [one for one in _of(done, "confirm_order") if _good(one)]
        if len(confirmed) >= len(self._end.orders):
            return None
        wanted = self._end.orders[len(confirmed)]
        if wanted.state not in ("confirmed", "cancelled"):
            return None
        if wanted.delivery not in (None, "pickup"):
            city, place = wanted.city or self._where["city"], self._where["place"]
            wanted = replace(wanted, city=city, place=wanted.place or place)
        return _next_of(wanted, done, turn, confirmed)

    def _cancel(
        self, done: list[_Done], turn: int
    ) -> tuple[str, dict[str, object]] | None:
        wanted = [key for key, state in self._old.items() if state == "cancelled"]
        gone = {str(one.arguments.get("order_id")) for one in _of(done, "cancel_order")
                if one.answer.get("state") == "cancelled"}  # fmt: skip
        for order_id in wanted:
            if order_id in gone:
                continue
            if not any(one.answer.get("order_id") == order_id for one in done):
                return "order_status", {"order_number": order_id}
            if any(one.turn == turn for one in _of(done, "cancel_order")):
                return None
            return "cancel_order", {"order_id": order_id}
        return None

    def _look(
        self, done: list[_Done], turn: int
    ) -> tuple[str, dict[str, object]] | None:
        seen = {one.arguments.get("order_number") for one in _of(done, "order_status")}
        for order_id in self._asks:
            if order_id not in seen:
                return "order_status", {"order_number": order_id}
        return None

    def _note(
        self, done: list[_Done], turn: int
    ) -> tuple[str, dict[str, object]] | None:
        noted = [one for one in _of(done, "request_callback") if _good(one)]
        if len(noted) >= self._end.callbacks or len(noted) > 1:
            return None
        return "request_callback", {"about": "a wish of the caller"}

    def _told(self, now: list[_Done], language: Language) -> str:
        says = _SAYS[language]
        if not now:
            return says["more"]
        last = now[-1]
        number, state = last.answer.get("order_id", ""), str(last.answer.get("state"))
        match last.name:
            case "confirm_order" if _good(last):
                return says["done"].format(number)
            case "cancel_order" if state == "cancelled":
                return says["gone"]
            case "order_status" if _good(last):
                word = _STATES[language].get(state, state)
                return says["state"].format(number, word)
            case "request_callback":
                return says["noted"]
            case _:
                return says["more"]


def _next_of(
    wanted: Wanted, done: list[_Done], turn: int, confirmed: list[_Done]
) -> tuple[str, dict[str, object]] | None:
    """Return the next step towards one order: find, delivery, draft, read, confirm."""
    since = done.index(confirmed[-1]) + 1 if confirmed else 0
    known = {str(p.get("id")): p for one in done for p in _products(one)}
    for product, _ in wanted.lines:
        if product not in known:
            return _find(product, done)
    if wanted.delivery not in (None, "pickup") and not _of(done, "delivery_options"):
        return "delivery_options", {}
    made = [one for one in _of(done[since:], "create_order") if _good(one)]
    if not made:
        failed = any(one.turn == turn for one in _of(done, "create_order"))
        return None if failed else ("create_order", _draft(wanted, known))
    order = {"order_id": made[-1].answer["order_id"]}
    read = _of(done[since:], "read_back_order")
    tried = [one for one in _of(done, "confirm_order") if one.turn == turn]
    if read and read[-1].turn == turn - 1 and not tried:
        return "confirm_order", dict(order)
    if any(one.turn == turn for one in read) or len(read) >= MOST_READ_BACKS:
        return None
    return "read_back_order", dict(order)


def _find(product: str, done: list[_Done]) -> tuple[str, dict[str, object]] | None:
    names = list(_NAMES.get(product, {}).values())
    tried = {one.arguments.get("query") for one in _of(done, "search_products")}
    left = [name for name in names if name not in tried]
    return ("search_products", {"query": left[0], "limit": 10}) if left else None


def _draft(
    wanted: Wanted, known: Mapping[str, Mapping[str, object]]
) -> dict[str, object]:
    lines = [
        {
            "product_id": product,
            "quantity": quantity,
            "price_kopiykas": known[product].get("price_kopiykas"),
        }
        for product, quantity in wanted.lines
    ]
    more = {
        "delivery": "" if wanted.delivery == "pickup" else wanted.delivery,
        "city": wanted.city,
        "place": wanted.place,
        "name": wanted.name,
        "phone": wanted.phone,
    }
    return {"lines": lines, **{key: value for key, value in more.items() if value}}


def _done(messages: Sequence[Message]) -> Iterator[_Done]:
    turn, asked = 0, dict[str, tuple[ToolCall, int]]()
    for message in messages:
        turn += message.role == "user"
        asked.update({call.id: (call, turn) for call in message.tool_calls})
        if message.role == "tool" and message.tool_call_id in asked:
            call, then = asked[message.tool_call_id]
            yield _Done(call.name, _object(call.arguments), _object(message.text), then)


def _object(text: str) -> Mapping[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _products(one: _Done) -> list[Mapping[str, object]]:
    found = one.answer.get("products")
    return [p for p in found if isinstance(p, dict)] if isinstance(found, list) else []


def _of(done: Sequence[_Done], name: str) -> list[_Done]:
    return [one for one in done if one.name == name]


def _good(one: _Done) -> bool:
    return "error" not in one.answer


def _says_bye(messages: Sequence[Message]) -> bool:
    last = next((m.text.lower() for m in reversed(messages) if m.role == "user"), "")
    return any(bye in last for bye in _BYES)


def _call(
    name: str, number: int, arguments: Mapping[str, object], text: str = ""
) -> list[Delta]:
    spoken: list[Delta] = [TextDelta(text)] if text else []
    written = json.dumps(arguments, ensure_ascii=False)
    return [
        *spoken,
        ToolCall(f"plan-{number + 1}", name, written),
        Finished("tool_calls"),
    ]
