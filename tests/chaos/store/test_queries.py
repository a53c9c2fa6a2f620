from __future__ import annotations

import pytest

from chaos.store.problem import Problem
from chaos.store.queries import Search, city_of, search_of


def test_without_a_query_everything_is_asked_for() -> None:
    assert search_of({}) == Search(None, 5)


def test_an_empty_query_is_a_query() -> None:
    assert search_of({"query": ""}) == Search("", 5)


def test_a_query_may_say_its_language_and_how_many() -> None:
    asked = {"query": "шини", "language": "uk", "limit": "50"}
    assert search_of(asked) == Search("шини", 50)


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": "0"},
        {"limit": "51"},
        {"limit": "-5"},
        {"limit": "many"},
        {"limit": "5.0"},
        {"limit": "²"},
        {"limit": "٥"},
        {"limit": ""},
        {"language": "pl"},
        {"query": "x" * 301},
    ],
)
def test_what_is_not_in_the_contract_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Problem) as caught:
        search_of({"query": "tyres", **wrong})
    assert (caught.value.status, caught.value.code) == (422, "invalid")


def test_a_city_is_text_of_a_likely_length() -> None:
    assert city_of({}) == ""
    assert city_of({"city": "Львів"}) == "Львів"
    with pytest.raises(Problem, match="invalid"):
        city_of({"city": "x" * 201})
