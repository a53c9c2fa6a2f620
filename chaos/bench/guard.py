"""What the guard costs: processor time for each tool call of a long call.

Sixty tools over twenty turns, forty products known: for each tool its arguments read and held
against the schema, the check, and the note of its answer; a row of its own for judging a
sentence before it is spoken. Processor time of the thread, so a busy neighbour counts little.

    just bench guard [--calls N]
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console

from callcore.agent.answers import option_shown, order_shown, product_shown
from callcore.agent.arguments import CheckedCall, Reader
from callcore.agent.budgets import Budgets
from callcore.agent.guard import Guard
from callcore.agent.prompts.loader import load_prompt
from callcore.agent.readback import read_back
from callcore.agent.tools import TOOLS
from callcore.engines.chat import ToolCall
from callcore.shared.ids import LANGUAGES, Language
from callcore.store.memory import OPTIONS, PICKUP
from callcore.store.port import Delivery, Order, OrderLine
from chaos.bench import publishing
from chaos.bench.tables import Row, as_markdown
from chaos.store.products import catalogue

CALLS: Final = 60
TOOLS_A_CALL: Final = 60
TOOLS_A_TURN: Final = 3
LIMIT_US: Final = 200  # of the issue
PRODUCTS: Final = tuple(catalogue()[:40])
READERS: Final = {name: Reader(tool.spec) for name, tool in TOOLS.items()}
SENTENCES: Final[Mapping[Language, str]] = {
    "en": "{name} costs {price}, I have {stock} of them. Which one would you like?",
    "ru": "{name}, цена {price}, в наличии {stock} шт. Что выберете?",
    "uk": "{name}, ціна {price}, в наявності {stock} шт. Що оберете?",
}
SAID: Final[Mapping[Language, str]] = {
    "en": "I need four winter tyres 205/55 R16 under five thousand hryvnias",
    "ru": "мне нужны четыре зимние шины 205/55 R16 до пяти тысяч гривен",
    "uk": "мені потрібні чотири зимові шини 205/55 R16 до п'яти тисяч гривень",
}
Answer = dict[str, object]
Asked = tuple[ToolCall, Answer]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return 1 if the guard was slower than it may be."""
    options = parse(arguments)
    console = Console()
    with console.status(f"{options.calls} calls of {TOOLS_A_CALL} tools"):
        found = measure(options.calls)
    page = as_markdown(rows(found), publishing.where(), "just bench guard")
    publishing.publish(page, found, options, "guard", console)
    return int(found["guard_p99_us"] > LIMIT_US)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; exits with a sentence on bad ones."""
    parser = argparse.ArgumentParser(prog="just bench guard", description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS, metavar="N")
    publishing.add_options(parser)
    return parser.parse_args(arguments)


def measure(calls: int) -> dict[str, Any]:
    """Return quantiles in microseconds over ``calls`` calls in turn of three languages."""
    guard_us: list[float] = []
    whole_us: list[float] = []
    said_us: list[float] = []
    for number in range(max(1, calls)):
        gc.collect()
        language = LANGUAGES[number % len(LANGUAGES)]
        for guarding, whole, judging in hold(language):
            guard_us.append(guarding)
            whole_us.append(whole)
            said_us.append(judging)
    return {
        "tools": len(guard_us),
        "guard_p50_us": quantile(guard_us, 0.50),
        "guard_p99_us": quantile(guard_us, 0.99),
        "guard_max_us": max(guard_us),
        "whole_p50_us": quantile(whole_us, 0.50),
        "whole_p99_us": quantile(whole_us, 0.99),
        "said_p50_us": quantile(said_us, 0.50),
        "said_p99_us": quantile(said_us, 0.99),
    }


def hold(language: Language) -> list[tuple[float, float, float]]:
    """Return for each tool what the guard took, with its arguments, and a sentence."""
    prompt = load_prompt(language).text
    budgets = Budgets(10**6, 10**6, 10**6, asks_per_turn=10**6)
    guard = Guard(language, budgets=budgets, secrets=["heron-quartz-88"], prompt=prompt)
    know_all(guard, language)
    found = []
    for number in range(TOOLS_A_CALL):
        if number % TOOLS_A_TURN == 0:
            guard.note_caller_turn(SAID[language])
        call, answer = asked(number, language)
        product = PRODUCTS[number % len(PRODUCTS)]
        shown = product_shown(product, language)
        found.append(timed(guard, call, answer, SENTENCES[language].format_map(shown)))
    assert not guard.blocked, guard.blocked  # what is refused early costs too little
    return found


def timed(
    guard: Guard, call: ToolCall, answer: Answer, say: str
) -> tuple[float, float, float]:
    """Return the microseconds of one tool call, with its arguments, and of a sentence."""
    began_ns = time.thread_time_ns()
    guard.admit(call.name)
    checked = READERS[call.name].read(call)
    read_ns = time.thread_time_ns()
    guard.check(checked)
    guard.note_result(checked, answer)
    noted_ns = time.thread_time_ns()
    guard.check_speech(say)
    done_ns = time.thread_time_ns()
    found = noted_ns - read_ns, noted_ns - began_ns, done_ns - noted_ns
    return found[0] / 1000, found[1] / 1000, found[2] / 1000


def know_all(guard: Guard, language: Language) -> None:
    """Let a call have seen every product and every way of delivery."""
    products = [product_shown(product, language) for product in PRODUCTS]
    options = [option_shown(option, language) for option in OPTIONS]
    search = CheckedCall("c", "search_products", {"query": "tyres"})
    guard.note_result(search, {"products": products})
    guard.note_result(CheckedCall("c", "delivery_options", {}), {"options": options})


def asked(number: int, language: Language) -> Asked:
    """Return the tool call of this place in a call, and what it is answered."""
    chosen = [PRODUCTS[(number + step) % len(PRODUCTS)] for step in range(5)]
    shown = [product_shown(product, language) for product in chosen]
    stocked = [product for product in PRODUCTS if product.stock >= 4][number % 7 :][:2]
    lines = tuple(OrderLine(p.id, 4, p.price_kopiykas) for p in stocked)
    total = sum(line.unit_kopiykas * line.quantity for line in lines)
    order = Order(
        str(400_000 + number - number % 6),
        "draft",
        lines,
        total,
        "+380671234567",
        delivery=Delivery(PICKUP.id),
    )
    names = {product.id: product.names[language] for product in stocked}
    made = order_shown(order, names, PICKUP.names[language], language)
    wanted = [
        {"product_id": p.id, "quantity": 4, "price_kopiykas": p.price_kopiykas}
        for p in stocked
    ]
    say = read_back(order, names, language, own_number=True)
    match number % 6:
        case 0:
            made_call = _call("create_order", lines=wanted)
            return made_call, made
        case 1:
            read = {"order_id": order.id, "say": say, "protected": True}
            return _call("read_back_order", order_id=order.id), read
        case 2:
            return _call("product_details", product_id=chosen[0].id), {
                "product": shown[0]
            }
        case 3:
            stock: Answer = {"product_id": chosen[0].id, "stock": chosen[0].stock}
            return _call("check_stock", product_id=chosen[0].id, quantity=4), stock
        case _:
            found: Answer = {"products": shown}
            return _call("search_products", query="зимові шини 205/55 R16"), found


def _call(name: str, **arguments: object) -> ToolCall:
    return ToolCall("c", name, json.dumps(arguments))


def quantile(found: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of ``found`` lies."""
    ordered = sorted(found)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def rows(found: Mapping[str, Any]) -> list[Row]:
    """Return the table."""
    return [
        Row(
            "guard, per tool call (check and note)",
            f"p50 {found['guard_p50_us']:.0f} us, p99 {found['guard_p99_us']:.0f} us",
            f"<= {LIMIT_US} us",
        ),
        Row(
            "with its arguments read and held against the schema",
            f"p50 {found['whole_p50_us']:.0f} us, p99 {found['whole_p99_us']:.0f} us",
        ),
        Row(
            "a sentence judged before it is spoken",
            f"p50 {found['said_p50_us']:.0f} us, p99 {found['said_p99_us']:.0f} us",
        ),
        Row("tool calls measured", str(found["tools"])),
    ]
