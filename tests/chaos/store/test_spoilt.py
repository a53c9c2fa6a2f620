from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from quart import Response

from callcore.store.contract import BrokenContract, Message, store_contract
from chaos.store.spoilt import BIG_BYTES, Spoil, spoilt

PRODUCT: dict[str, Any] = {
    "id": "t02",
    "sku": "T-02",
    "names": {"en": "Winter tyre"},
    "category": "tyre",
    "brand": "Michelin",
    "price_kopiykas": 465_000,
    "stock": 32,
}


def good() -> Response:
    body = json.dumps({"products": [PRODUCT]})
    return Response(body, status=200, content_type="application/json")


async def document(kind: Spoil) -> dict[str, Any]:
    answer = await spoilt(good(), kind)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    loaded: dict[str, Any] = json.loads(await answer.get_data(as_text=True))
    return loaded


async def test_an_id_may_come_twice_with_two_prices() -> None:
    products = (await document("duplicate_ids"))["products"]
    assert [one["id"] for one in products] == ["t02", "t02"]
    assert [one["price_kopiykas"] for one in products] == [465_000, 465_100]


async def test_stock_may_be_below_nothing() -> None:
    assert (await document("negative_stock"))["products"][0]["stock"] == -1


async def test_prices_may_be_text() -> None:
    products = (await document("string_prices"))["products"]
    assert products == [{**PRODUCT, "price_kopiykas": "4650.00"}]


async def test_an_answer_may_be_far_too_big() -> None:
    whole = await document("big")
    assert len(whole["padding"]) == BIG_BYTES
    assert whole["products"] == [PRODUCT]


@pytest.mark.parametrize(
    "kind", sorted(set(get_args(Spoil)) - {"duplicate_ids", "big"})
)
async def test_what_is_spoilt_breaks_the_contract(kind: Spoil) -> None:
    contract = store_contract()
    search = contract.operations["search"]

    async def check(response: Response) -> None:
        body = await response.get_data(as_text=False)
        contract.check_answer(search, 200, Message(dict(response.headers), body))

    await check(good())
    with pytest.raises(BrokenContract):
        await check(await spoilt(good(), kind))


async def test_what_is_no_good_answer_stays_as_it_is() -> None:
    page = Response("<html>", content_type="text/html")
    assert await spoilt(page, "wrong_schema") is page
