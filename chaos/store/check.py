"""Try a shop's own Store API against the contract: ``python -m chaos.store.check URL``.

By itself it only reads. With ``--orders`` it makes drafts and cancels them, with
``--binding`` it also confirms two orders and cancels them: for a shop's test system.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import httpx
import trio

from callcore.store.contract import BrokenContract
from chaos.store.trial import (
    BINDING,
    NO_PHONE,
    ORDERING,
    READING,
    TOKEN,
    Check,
    Shop,
    Wrong,
    new_key,
)

ANSWER_S: Final = 10.0

Tell = Callable[[str], None]


def main() -> None:
    """Read the arguments, try the shop, and exit with 1 if a promise is broken."""
    parser = argparse.ArgumentParser(prog="chaos.store.check", description=__doc__)
    parser.add_argument("url", help="the shop's Store API")
    parser.add_argument("--query", default="205/55 R16", help="finds something there")
    parser.add_argument("--phone", default=NO_PHONE, help="of the drafts, E.164")
    parser.add_argument("--orders", action="store_true", help="make drafts as well")
    parser.add_argument(
        "--binding", action="store_true", help="and confirm two of them"
    )
    parser.add_argument("--token-file", type=_word, help="holds the bearer token")
    arguments = parser.parse_args()
    checks = dict(READING)
    if arguments.token_file:
        checks |= TOKEN
    if arguments.orders or arguments.binding:
        checks |= ORDERING
    if arguments.binding:
        checks |= BINDING
    token = arguments.token_file or ""
    run = partial(_run, arguments.url, token, arguments.query, arguments.phone, checks)
    broken = trio.run(run)
    parser.exit(1 if broken else 0)


def _word(path: str) -> str:
    """Return what stands in a file."""
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, ValueError) as exc:
        raise argparse.ArgumentTypeError(f"cannot read {path}") from exc


async def _run(
    url: str, token: str, query: str, phone: str, checks: Mapping[str, Check]
) -> int:
    headers = {"Accept-Encoding": "identity"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    async with httpx.AsyncClient(
        base_url=url.rstrip("/") + "/",
        headers=headers,
        timeout=ANSWER_S,
        trust_env=False,
    ) as client:
        return await try_shop(Shop(client, query, phone), checks, print)


async def try_shop(shop: Shop, checks: Mapping[str, Check], tell: Tell) -> int:
    """Tell how each check went, and return how many promises are broken."""
    wrong = 0
    for promise, check in checks.items():
        reason = await _reason(shop, check)
        tell(f"{'BROKEN' if reason else 'kept':8}{promise}")
        if reason:
            tell(f"{'':8}{reason}")
            wrong += 1
    await _clean_up(shop, tell)
    tell(f"{len(checks)} promises, {wrong} broken")
    return wrong


async def _reason(shop: Shop, check: Check) -> str:
    """Return why a check failed, or nothing."""
    try:
        await check(shop)
    except (Wrong, BrokenContract, httpx.HTTPError, ExceptionGroup) as exc:
        return _told(exc)
    return ""


def _told(exc: Exception) -> str:
    """Return what went wrong; of many at the same time, one."""
    while isinstance(exc, ExceptionGroup):
        exc = exc.exceptions[0]
    if isinstance(exc, httpx.HTTPError):
        return f"no answer: {type(exc).__name__}"  # its text may quote the answer
    if not isinstance(exc, Wrong | BrokenContract):
        raise exc
    return str(exc)


async def _clean_up(shop: Shop, tell: Tell) -> None:
    """Cancel what the trial has left behind."""
    try:
        orders = (await shop.get(f"/orders?call_id={shop.call_id}"))["orders"]
        for order in orders:
            if order["state"] in ("draft", "confirmed"):
                await shop.ask("DELETE", f"/orders/{order['id']}", key=new_key())
    except (Wrong, BrokenContract, httpx.HTTPError):
        tell(f"orders of call {shop.call_id} could not be cancelled")


if __name__ == "__main__":
    main()
