"""When a service is asked: every request is paid for."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.host.following import View, view_of
from callcore.engines.stt.asking import (
    MAX_DROPPED,
    TAIL_BYTES,
    Asker,
    Piece,
)
from callcore.engines.utterance import MAX_BYTES, UtteranceAudio
from callcore.shared.audioformat import BYTES_PER_S

S = BYTES_PER_S


def view(total, speech=None, *, dropped=0, settled=False, closed=False):
    return View(dropped, total, total if speech is None else speech, settled, closed)


def test_nothing_is_asked_while_the_caller_talks():
    asker = Asker()
    assert [asker.step(view(total)) for total in (S, 10 * S, 50 * S)] == ["wait"] * 3


def test_a_final_is_asked_for_when_he_seems_to_have_ended():
    asker = Asker()
    assert asker.step(view(3 * S, 2 * S, settled=True)) == Piece(
        0, 2 * S + TAIL_BYTES, True
    )


def test_a_final_under_way_serves_when_the_turn_closes():
    asker = Asker()
    piece = asker.step(view(3 * S, 2 * S, settled=True))
    assert isinstance(piece, Piece)
    asker.started(piece)
    closed = view(3 * S, 2 * S, closed=True)
    assert asker.step(closed) == "wait"
    asker.answered("Hello.")
    assert asker.step(closed) == "finish"
    assert asker.text == "Hello."
    assert asker.covered_bytes() == piece.end


def test_a_final_is_dropped_when_he_goes_on():
    asker = Asker()
    piece = asker.step(view(2 * S, settled=True))
    assert isinstance(piece, Piece)
    asker.started(piece)
    assert asker.step(view(2 * S + 320)) == "drop"
    asker.gave_up()
    assert asker.dropped == 1
    assert asker.step(view(2 * S + 640)) == "wait"


def test_after_a_few_dropped_finals_only_the_end_of_the_turn_is_believed():
    asker = Asker()
    for at in range(1, MAX_DROPPED + 1):
        piece = asker.step(view(at * S, settled=True))
        assert isinstance(piece, Piece)
        asker.started(piece)
        assert asker.step(view(at * S + 320)) == "drop"
        asker.gave_up()
    assert asker.step(view(9 * S, settled=True)) == "wait"
    assert asker.step(view(9 * S, closed=True)) == Piece(0, 9 * S, True)


def test_an_utterance_without_speech_is_not_asked_about():
    assert Asker().step(view(9 * S, 0, settled=True)) == "wait"
    assert Asker().step(view(9 * S, 0, closed=True)) == "finish"


def test_partials_come_per_so_much_new_audio_and_one_at_a_time():
    asker = Asker(partial_bytes=S)
    assert asker.step(view(S - 2)) == "wait"
    piece = asker.step(view(S))
    assert piece == Piece(0, S, False)
    asker.started(piece)
    assert asker.step(view(5 * S)) == "wait"
    asker.answered("well")
    assert asker.step(view(5 * S)) == Piece(0, 5 * S, False)


def test_a_partial_of_all_speech_serves_as_the_final():
    asker = Asker(partial_bytes=S)
    asker.started(Piece(0, 2 * S, False))
    ended = view(3 * S, 2 * S, settled=True, closed=True)
    assert asker.step(ended) == "wait"
    asker.answered("all of it")
    assert asker.step(ended) == "finish"


def test_a_partial_of_less_gives_way_to_the_final_and_does_not_count_as_dropped():
    asker = Asker(partial_bytes=S)
    asker.started(Piece(0, S, False))
    piece = asker.step(view(2 * S, settled=True))
    assert piece == Piece(0, 2 * S, True)
    asker.started(piece)
    assert asker.dropped == 0


def test_an_answer_of_no_use_is_asked_for_again():
    asker = Asker()
    asker.started(Piece(0, S, True))
    asker.ask_again()
    assert asker.step(view(S, closed=True)) == Piece(0, S, True)
    assert asker.dropped == 0


async def test_what_fell_off_the_front_is_not_asked_about():
    audio = UtteranceAudio()
    audio.append(b"\1\0" * (MAX_BYTES // 2))
    audio.append(b"\1\0" * S)
    audio.close()
    seen = view_of(audio)
    assert seen.dropped == 2 * S
    piece = Asker().step(seen)
    assert isinstance(piece, Piece)
    assert piece.end - piece.start <= MAX_BYTES


ACTS: dict[str, Callable[[UtteranceAudio, Asker], None]] = {
    "speak": lambda audio, _: audio.append(bytes(1600)),
    "pause": lambda audio, _: audio.append(bytes(1600), speech=False),
    "settle": lambda audio, _: audio.settle(),
    "unsettle": lambda audio, _: audio.unsettle(),
    "answer": lambda _, asker: asker.answered("so far"),
}


def follow(asker, audio):
    """Do what the asker says, as the engine does; return its step."""
    step = asker.step(view_of(audio))
    if step == "drop":
        asker.gave_up()
    elif isinstance(step, Piece):
        assert step.start < step.end <= view_of(audio).total
        asker.started(step)
    return step


@given(st.lists(st.sampled_from(list(ACTS)), max_size=60), st.sampled_from([0, 3200]))
async def test_whatever_happens_a_closed_utterance_ends_with_all_speech_covered(
    acts, partial_bytes
):
    audio, asker = UtteranceAudio(), Asker(partial_bytes)
    for act in acts:
        ACTS[act](audio, asker)
        follow(asker, audio)
    audio.close()
    while follow(asker, audio) != "finish":
        assert asker.running is not None  # else it would wait for ever
        asker.answered("all")
    assert asker.covers(view_of(audio))
    assert asker.dropped <= MAX_DROPPED + 1
