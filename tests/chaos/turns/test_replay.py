"""A turn with everything that was learnt of it."""

from __future__ import annotations

from callcore.audio.endpointing import EarSettings
from chaos.turns.following import Stretch, TextAt
from chaos.turns.replay import Listening, Replayed, needed, replay, stretches_of
from chaos.turns.transcripts import Transcripts
from tests.chaos.turns.made import FakeWhisper, FixedJudge, LoudnessVad, turn

TURN = turn([(1000, 1150), (1500, 2300), (4000, 7000)])


def listening(folder, whisper, judge=None):
    texts = Transcripts(folder, "en", lambda: whisper)
    return Listening(LoudnessVad(), judge, EarSettings(), texts)


def test_signals_come_in_the_order_of_time_and_hold_everything(tmp_path):
    told: list[int] = []
    use = listening(tmp_path, FakeWhisper(), FixedJudge())
    (one,) = replay([TURN], use, told.append)
    times = [signal.at_ms for signal in one.signals]
    assert times == sorted(times)
    kinds = {signal.kind for signal in one.signals}
    assert kinds == {"started", "settled", "resumed", "judged", "text"}
    assert told == [1]
    assert len(one.quiets) == 3


def test_without_a_judge_nothing_is_judged(tmp_path):
    (one,) = replay([TURN], listening(tmp_path, FakeWhisper()))
    assert "judged" not in {signal.kind for signal in one.signals}


def test_a_text_says_how_far_it_goes(tmp_path):
    (one,) = replay([TURN], listening(tmp_path, FakeWhisper()))
    texts = [signal for signal in one.signals if signal.kind == "text"]
    assert all(text.since_ms < text.at_ms for text in texts)
    assert texts[-1].since_ms >= 4000


def test_holds_shorter_than_200_ms_do_not_count():
    spans = list(Replayed(TURN, (), ()).spans)
    assert [(pause.start_ms, ends) for pause, ends in spans] == [
        (1500, False),
        (4000, True),
    ]


def test_only_texts_that_are_newest_in_some_pause_are_decoded():
    early, before, inside, between, last = texts = [
        TextAt(at, (Stretch(0, at),)) for at in (600, 1400, 2000, 3000, 3900)
    ]
    kept = needed(TURN, texts)
    assert kept == [before, inside, last]
    assert early not in kept
    assert between not in kept
    assert stretches_of(kept) == {Stretch(0, at) for at in (1400, 2000, 3900)}
