"""A language model that repeats what callers say, in words, in arguments, in garbage.

The worst a model can do to what a caller said, so that every way out of it is taken: a
sentence, the arguments of tools that exist, of one that does not, JSON that is none, the
result of a tool, and a stream that breaks off.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.kit.llmserver import Reply


def repeat(asked: Mapping[str, Any]) -> Reply:
    """Return what a parrot says to a request."""
    messages = asked["messages"]
    said = [one["content"] for one in messages if one["role"] == "user"]
    last = messages[-1]
    if last["role"] == "tool":
        return Reply(
            text=f"The tool said {last['content'][:120]}. What is your number?"
        )
    text = str(said[-1]) if said else ""
    kinds = (_say, _say, _use_tools, _say, _use_tools, _break_off)
    return kinds[min(len(said), len(kinds)) - 1](text)


def _say(text: str) -> Reply:
    return Reply(text=f"I heard: {text}. What is your phone number?")


def _use_tools(text: str) -> Reply:
    calls = (
        ("request_callback", _json(about=text, when=text[:80], phone=text[-40:])),
        ("search_products", _json(query=text[:200])),
        ("order_status", _json(order_number=text[:40], phone=text[-40:])),
        ("find_person", _json(name=text)),
        ("product_details", _json(product=text)),
        ("check_stock", f'{{"product_id": "{text}'),
        ("create_order", _json(lines=text, name=text, place=text)),
    )
    return Reply(tool_calls=calls)


def _break_off(text: str) -> Reply:
    return Reply(raw=(f'data: {{"choices": [{{"delta": "{text}', f"data: {text}"))


def _json(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)
