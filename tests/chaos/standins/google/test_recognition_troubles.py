"""What each trouble does to a recognition stream, as Google's own client sees it."""

from __future__ import annotations

import time

import pytest
from google.api_core import exceptions

from callcore.engines.spelled import spell
from chaos.standins.trouble import Trouble
from tests.chaos.standins.google import clients
from tests.chaos.standins.google.clients import (
    finals,
    recognise_v1,
    recognise_v2,
)

pytestmark = pytest.mark.integration

TEXT = "my number is 0 5 0"


def test_leaving_ends_the_stream(v2, standin):
    standin.trouble = Trouble("hang", after=1)
    call = v2.streaming_recognize(clients.slow(TEXT), timeout=10)
    assert next(iter(call)).results
    assert standin.open_streams == 1
    call.cancel()
    clients.until(lambda: standin.open_streams == 0)
    assert standin.seen[-1].ended == "cancelled"


@pytest.mark.parametrize("after", [0, 2])
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("limit", exceptions.ResourceExhausted),
        ("unauthorised", exceptions.Unauthenticated),
        ("forbidden", exceptions.PermissionDenied),
        ("missing", exceptions.NotFound),
        ("refuse", exceptions.InvalidArgument),
        ("error", exceptions.InternalServerError),
        ("reset", exceptions.ServiceUnavailable),
        ("rubbish", exceptions.GoogleAPICallError),
        ("hang", exceptions.DeadlineExceeded),
    ],
)
def test_a_trouble_strikes_one_stream_where_it_was_told_to(
    v2, standin, kind, error, after
):
    standin.trouble = Trouble(kind, after=after, times=1)
    got = []
    with pytest.raises(error):
        # he goes on talking: the status must not wait for him
        got.extend(v2.streaming_recognize(clients.slow(TEXT), timeout=1.5))
    assert len(got) == after
    whole = clients.again(
        lambda: recognise_v2(v2, spell(TEXT)), exceptions.ServiceUnavailable
    )
    assert finals(whole) == [TEXT]


def test_a_cut_stream_ends_well_formed_without_its_final(v2, standin):
    standin.trouble = Trouble("cut", after=2)
    responses = recognise_v2(v2, spell(TEXT), pace_s=0.05)
    assert len(responses) == 2
    assert finals(responses) == []
    assert standin.seen[-1].ended == "cut"


def test_a_delay_comes_once(v2, standin):
    standin.trouble = Trouble("delay", delay_s=0.6)
    began = time.monotonic()
    assert finals(recognise_v2(v2, spell(TEXT))) == [TEXT]
    assert time.monotonic() - began >= 0.6


def test_garbage_is_of_the_right_type_and_wrong(v2, standin):
    standin.trouble = Trouble("garbage")
    responses = recognise_v2(v2, spell(TEXT), pace_s=0.05)
    assert len(responses) > 2
    assert TEXT not in "".join(finals(responses))


def test_a_huge_text_has_100_000_characters(v2, v1, standin):
    standin.trouble = Trouble("huge")
    assert {len(text) for text in finals(recognise_v2(v2, spell("a")))} == {100_000}
    assert {len(text) for text in finals(recognise_v1(v1, spell("a")))} == {100_000}


def test_the_trouble_can_change_while_a_stream_runs(v2, standin):
    responses = iter(v2.streaming_recognize(clients.slow(TEXT), timeout=10))
    assert next(responses).results
    standin.trouble = Trouble("error")
    with pytest.raises(exceptions.InternalServerError):
        list(responses)
