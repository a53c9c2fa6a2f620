from __future__ import annotations

import json
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from adminapi.calls import queries
from adminapi.calls.detail import cost_lines
from tests.kit.callrecords import add_call, add_event

pytestmark = pytest.mark.integration


def test_a_cost_without_a_price_is_no_smaller_cost(database_url: str) -> None:
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        call_id = add_call(connection)
        for component, amount in (("stt", 5), ("stt", 7), ("llm", 3), ("llm", None)):
            connection.execute(
                "INSERT INTO ledger (line_id, at, call_id, component, provider, model, "
                "amount_micros, units, record) VALUES (%s, now(), %s, %s, 'p', 'm', %s, '{}', '{}')",
                (uuid4(), call_id, component, amount),
            )
        told = {row["component"]: row for row in queries.costs(connection, call_id)}
    assert (told["stt"]["amount_micros"], told["stt"]["lines"]) == (12, 2)
    assert told["llm"]["amount_micros"] is None


def test_quantities_are_added_up_by_unit_and_price(database_url: str) -> None:
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        call_id = add_call(connection)
        for price, unit, quantity, billed, amount in (
            ("a", "ms", 900, 1000, 6),
            ("a", "ms", 1100, 2000, 12),
            ("b", "ms", 100, 1000, 5),
            ("", "tokens", 40, 40, None),
        ):
            connection.execute(
                "INSERT INTO ledger (line_id, at, call_id, component, provider, model, "
                "amount_micros, price_id, units, record) "
                "VALUES (%s, now(), %s, 'stt', 'p', 'm', %s, %s, '{}', %s::jsonb)",
                (
                    *(uuid4(), call_id, amount, price),
                    json.dumps({"unit": unit, "quantity": quantity, "billed": billed}),
                ),
            )
        costs = queries.costs(connection, call_id)
        (line,) = cost_lines(costs, queries.quantities(connection, call_id))
    assert [
        (part.price_id, part.quantity, part.billed, part.price_micros_per_unit)
        for part in line.quantities
    ] == [("", 40, 40, None), ("a", 2000, 3000, 0.006), ("b", 100, 1000, 0.005)]


def test_the_journal_is_told_from_a_number_on(database_url: str) -> None:
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        call_id = add_call(connection)
        for seq in range(5):
            add_event(
                connection,
                call_id,
                seq,
                "call:degraded" if seq == 3 else "call:turn",
                {},
            )
        assert [e["seq"] for e in queries.events(connection, call_id, 1, 2)] == [2, 3]
        assert [e["seq"] for e in queries.degradations(connection, call_id)] == [3]


def test_an_unknown_call_is_none(database_url: str) -> None:
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        assert queries.call(connection, str(uuid4())) is None
        assert queries.turns(connection, str(uuid4())) == []
