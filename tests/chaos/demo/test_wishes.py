"""The caller agrees to what he wants and to nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chaos.demo.scenarios.shelf import SCENARIOS
from chaos.demo.wishes import order_fits, read_back_fits, repair_fits

TYRES = SCENARIOS["winter-tyres"].goal
PRODUCTS = {
    "p1": {
        "id": "p1",
        "category": "tyre",
        "attributes": {"size": "205/55 R16", "season": "winter"},
    },
    "p2": {
        "id": "p2",
        "category": "tyre",
        "attributes": {"size": "205/55 R16", "season": "summer"},
    },
}


def order(product: str = "p1", quantity: int = 4, state: str = "confirmed"):
    return {"state": state, "lines": [{"product_id": product, "quantity": quantity}]}


@pytest.mark.parametrize(
    ("language", "text", "fits"),
    [
        ("en", "Four Nordwind 205/55 R16, 12800 in all. Shall I place it?", True),
        ("en", "4 x Nordwind 205/55 R16. Shall I place it?", True),
        ("en", "Two Nordwind 205/55 R16, 4 weeks. Shall I place it?", True),
        ("en", "Alpin 6 205/55 R16, four pieces, six hundred. Right?", True),
        ("en", "Hankook 4 205/55 R16, two pieces, six hundred. Right?", False),
        ("en", "Two Nordwind 205/55 R16. Shall I place it?", False),
        ("en", "Four Nordwind 195/65 R15. Shall I place it?", False),
        ("ru", "Четыре шины Nordwind 205/55 R16. Подтверждаете?", True),
        ("ru", "Две шины Nordwind 205/55 R16. Подтверждаете?", False),
        ("uk", "Чотири шини Nordwind 205/55 R16. Підтверджуєте?", True),
        ("uk", "Сім шин Nordwind 205/55 R16. Підтверджуєте?", False),
    ],
)
def test_a_read_back_fits_only_with_his_number_and_size(language, text, fits):
    assert read_back_fits(text, TYRES, language) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Did you say winter tyres?", True),
        ("Did you say four?", True),
        ("Did you say 205/55 R16?", True),
        ("Did you say 205/55?", True),
        ("Did you say nine?", False),
        ("Did you say 185/65 R15?", False),
    ],
)
def test_a_repair_question_is_believed_unless_a_number_is_wrong(text, fits):
    assert repair_fits(text, TYRES, "en") is fits


def test_the_right_confirmed_order_fits():
    assert order_fits(order(), PRODUCTS, TYRES)


def test_an_order_fits_only_with_his_phone_if_he_named_one():
    named = replace(TYRES, phone="+380603186472")
    assert order_fits(order() | {"phone": "+380603186472"}, PRODUCTS, named)
    assert not order_fits(order() | {"phone": "+380441234567"}, PRODUCTS, named)
    assert not order_fits(order(), PRODUCTS, named)


@pytest.mark.parametrize(
    "wrong",
    [
        order(state="draft"),
        order(quantity=3),
        order(product="p2"),
        order(product="unknown"),
        {"state": "confirmed", "lines": []},
        {"state": "confirmed", "lines": order()["lines"] * 2},
        {"state": "confirmed"},
    ],
)
def test_any_other_order_does_not_fit(wrong):
    assert not order_fits(wrong, PRODUCTS, TYRES)
