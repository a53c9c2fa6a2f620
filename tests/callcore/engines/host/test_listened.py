from __future__ import annotations

import pytest

from callcore.engines.host.listened import Listened

S = 16_000  # bytes a second


def told(language, confidence):
    return {"language": language, "language_confidence": confidence}


def asks(listened, pcm_bytes, *, final=False):
    return listened.fields(pcm_bytes, final=final).get("among")


@pytest.mark.parametrize("final", [False, True])
def test_who_allows_no_other_language_asks_for_none(final):
    assert Listened("uk").fields(9 * S, final=final) == {"language": "uk"}


def test_less_than_a_second_tells_nothing():
    one = Listened("uk", ("ru", "en"))
    assert asks(one, S - 2) is None
    assert asks(one, S) == ["uk", "ru", "en"]


def test_once_it_is_sure_it_decodes_in_that_language_and_asks_no_more():
    one = Listened("uk", ("ru", "en"))
    one.answered(told("en", 0.93))
    assert one.fields(9 * S, final=True) == {"language": "en"}
    assert (one.language, one.confidence) == ("en", 0.93)


def test_an_unsure_engine_is_asked_once_more_and_later():
    one = Listened("uk", ("ru",))
    one.answered(told("uk", None))
    assert asks(one, 2 * S) is None
    assert asks(one, 3 * S) == ["uk", "ru"]
    one.answered(told("uk", None))
    assert asks(one, 9 * S) is None
    assert one.confidence is None


def test_a_final_pays_for_it_only_if_no_partial_has():
    one = Listened("uk", ("ru",))
    assert asks(one, 3 * S, final=True) == ["uk", "ru"]
    one.answered(told("uk", None))
    assert asks(one, 3 * S, final=True) is None


def test_a_request_that_was_never_answered_is_asked_again():
    one = Listened("uk", ("ru",))
    assert asks(one, S)
    one.answered({"text": "an answer to an older request"})
    assert asks(one, 2 * S)


@pytest.mark.parametrize(
    "answer", [told("xx", 0.9), told(None, 0.9), told("ru", "0.9"), told(["ru"], 0.9)]
)
def test_a_strange_answer_changes_nothing(answer):
    one = Listened("uk", ("ru",))
    one.answered(answer)
    assert (one.language, one.confidence) == ("uk", None)
