from __future__ import annotations

import socket
from contextlib import closing

import httpx
import pytest

from callcore.doctor.shop import check_shop
from callcore.shared.config import load
from tests.kit.storeprocess import shared_store

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def store():
    with shared_store() as running:
        yield running


def config_of(url):
    return load({"HOME": "/nowhere", "CALLCORE_STORE_URL": url})


@pytest.fixture
def trouble(store):
    def turn(**knobs):
        httpx.put(f"{store.url}/faults", json=knobs, trust_env=False).raise_for_status()

    yield turn
    turn()


def test_without_a_shop_it_says_so():
    assert check_shop(load({"HOME": "/nowhere"})).grade == "note"


def test_a_shop_that_keeps_to_the_contract_is_well(store):
    found = check_shop(config_of(store.url))
    assert found.grade == "ok"
    assert "3 ways of delivery" in found.sentence
    assert "none is the default" not in found.sentence


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"html": True}, "not as docs/store-api.md says"),
        ({"wrong_schema": True}, "not as docs/store-api.md says (malformed)"),
        ({"string_prices": True}, "not as docs/store-api.md says (malformed)"),
        ({"error_rate": 1.0}, "http-500"),
    ],
)
def test_a_shop_that_answers_otherwise_is_told_by_its_reason(
    store, trouble, knobs, words
):
    trouble(**knobs)
    found = check_shop(config_of(store.url))
    assert found.grade == "bad"
    assert words in found.sentence


def test_a_shop_that_is_not_there_does_not_answer():
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    found = check_shop(config_of(f"http://127.0.0.1:{port}"))
    assert (found.grade, found.sentence) == (
        "bad",
        f"127.0.0.1:{port} does not answer.",
    )
