from __future__ import annotations

import pytest
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from chaos.standins.google.answers import serialise
from chaos.standins.google.dialect import HUGE_CHARS, Part, ResultSpoiler, billed_s
from chaos.standins.google.speech_v1 import SpeechV1
from chaos.standins.google.speech_v2 import SpeechV2

DIALECTS = [SpeechV1(), SpeechV2()]
GOOD = Part("hello", "en-US", 1.25, final=True, confidence=0.9)


@pytest.fixture(params=DIALECTS, ids=lambda dialect: dialect.api)
def dialect(request):
    return request.param


def test_blocks_are_billed_whole():
    assert [billed_s(s, 15) for s in (0, 0.1, 15.0, 15.1)] == [0, 15, 15, 30]
    assert [billed_s(s, 1) for s in (0, 0.1, 1.0000001, 2.3)] == [0, 1, 1, 3]


def test_rubbish_does_not_parse(dialect):
    spoil = ResultSpoiler(dialect)
    message = dialect.results([GOOD], None)
    for number in range(2):
        with pytest.raises(DecodeError):
            type(message).FromString(spoil("rubbish", message, number))


def test_garbage_parses_and_varies(dialect):
    spoil = ResultSpoiler(dialect)
    message = dialect.results([GOOD], None)
    kinds = {serialise(spoil("garbage", message, number)) for number in range(8)}
    assert len(kinds) >= 4
    assert serialise(message) not in kinds
    assert all(type(message).FromString(one) is not None for one in kinds)


def test_a_huge_text_stays_final_or_interim(dialect):
    spoil = ResultSpoiler(dialect)
    for final in (True, False):
        message = dialect.results([Part("a", "en", 1.0, final)], None)
        result = spoil("huge", message, 0).results[0]
        assert result.is_final is final
        assert len(result.alternatives[0].transcript) == HUGE_CHARS
