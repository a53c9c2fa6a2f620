"""From records to statements, without a database; test_books runs them on one."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.archive.bodies import Unfit
from callcore.archive.project import steps_of
from callcore.archive.steps import NOTHING, Origin
from callcore.shared.spool.port import KINDS, SpoolRecord
from tests.callcore.archive.records import AT_S, a_call, new_id, usage
from tests.callcore.archive.test_bodies import JSON

ORIGIN = Origin(uuid.uuid4(), uuid.uuid4())


def made(kind, body):
    return steps_of(SpoolRecord(1, kind, AT_S, body), ORIGIN)


def test_every_kind_of_a_call_becomes_a_statement_with_its_values():
    for record in a_call(new_id()):
        found = made(*record)
        for step in found.steps:
            assert step.sql.replace("%%", "").count("%s") == len(step.values)
        assert len(found.steps) == 1


def test_a_kind_of_a_newer_version_becomes_nothing():
    assert made("call.dreamt", {"call_id": 5}) is NOTHING


def test_facts_of_a_whole_call_are_in_its_row_already():
    assert made(*usage(new_id(), 5, kind="call")) is NOTHING


def test_usage_of_the_house_is_of_no_call():
    found = made(*usage("house", 5))
    assert found.call_id is None


@pytest.mark.parametrize(
    "wrong",
    [{"at": "yesterday"}, {"at": "2026-11-23"}, {"amount_micros": -1}, {"amount_micros": 2.5}],
)  # fmt: skip
def test_money_that_makes_no_sense_is_unfit(wrong):
    with pytest.raises(Unfit):
        made(*usage(new_id(), 5, **wrong))


KEYS = st.sampled_from(["at", "seq", "t", "event", "fields", "record", "path", "worker", "next", "line_id", "duration_ms"])  # fmt: skip


@given(st.sampled_from(sorted(KINDS)), st.dictionaries(KEYS, JSON, max_size=9), st.booleans())  # fmt: skip
def test_any_body_becomes_statements_or_is_unfit(kind, body, has_ids):
    ids = ("call_id", "line_id", "handover_id")
    whole = body | (dict.fromkeys(ids, new_id()) if has_ids else {})
    try:
        made(kind, whole)
    except Unfit:
        return
