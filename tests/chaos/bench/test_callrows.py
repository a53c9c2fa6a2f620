from __future__ import annotations

import numpy as np

from chaos.bench.callrows import CAMPAIGNS, COLUMNS, SEED, rows, word


def made(first: int, count: int = 200, calls: int = 1_000) -> list[dict[str, object]]:
    random = np.random.default_rng(SEED)
    return [
        dict(zip(COLUMNS, row, strict=True))
        for row in rows(random, first, count, calls)
    ]


def test_the_same_calls_come_each_time() -> None:
    assert made(0) == made(0)


def test_calls_come_in_the_order_of_time_and_have_ids_of_their_own() -> None:
    found = made(100)
    assert [row["started_at"] for row in found] == sorted(
        row["started_at"] for row in found
    )  # type: ignore[type-var]
    assert len({row["call_id"] for row in found}) == len(found)


def test_some_words_are_in_most_calls_and_others_in_hardly_any() -> None:
    texts = [f" {row['search']}" for row in made(0, 1_000)]
    often = sum(f" {word(0)}:" in text for text in texts)
    seldom = sum(f" {word(19_000)}:" in text for text in texts)
    assert often > 900
    assert seldom < 20


def test_a_campaign_is_heard_only_in_its_days() -> None:
    name = CAMPAIGNS[0][0]
    assert not any(name in str(row["search"]) for row in made(200))
    assert any(name in str(row["search"]) for row in made(60, 60))
