from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from callcore.app.wellbeing import NO_ENGINE, SHOP, STAND_IN, breaker_states, health_of
from callcore.shared.observe.metrics import Metrics


def health(breakers=None, *, warm=True, spool_trouble="", database_gone=False):
    return health_of(
        breakers or {},
        warm=warm,
        spool_trouble=spool_trouble,
        database_gone=database_gone,
    )


def test_a_worker_that_is_well_says_so_of_everything():
    found = health({"stt-whisper": 0, "store-orders": 0})
    assert set(found) == {"engines", "spool", "database", "stt", "store"}
    assert not any(found.values())


@pytest.mark.parametrize(
    ("breakers", "name", "hears"),
    [
        ({"stt-a": 2, "stt-b": 0}, "stt", STAND_IN),
        ({"stt-a": 2, "stt-b": 1}, "stt", STAND_IN),
        ({"tts-a": 2, "tts-b": 2}, "tts", NO_ENGINE),
        ({"llm-a": 2}, "llm", NO_ENGINE),
        ({"store-catalogue": 0, "store-orders": 2}, "store", SHOP),
    ],
)
def test_a_dependency_that_fails_tells_what_callers_hear(breakers, name, hears):
    found = health(breakers)
    assert found[name] == hears
    assert [key for key, text in found.items() if text] == [name]


def test_what_nobody_hears_is_told_too():
    found = health(warm=False, spool_trouble="ENOSPC", database_gone=True)
    assert {key for key, text in found.items() if text} == {
        "engines",
        "spool",
        "database",
    }
    assert found["spool"].startswith("nothing;")


def test_breakers_are_read_from_the_metrics():
    metrics = Metrics(CollectorRegistry())
    metrics.breaker_state.labels("stt-whisper").set(2)
    metrics.breaker_state.labels("store-orders").set_function(lambda: 1)
    assert breaker_states(metrics.breaker_state) == {
        "stt-whisper": 2,
        "store-orders": 1,
    }
