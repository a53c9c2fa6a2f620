"""One utterance over streams that end, age and hang, in virtual time."""

import grpc
import pytest
import trio
import trio.lowlevel
from hypothesis import given
from hypothesis import strategies as st
from trio.testing import MockClock

from callcore.engines.spelled import read_spelled, spell
from callcore.engines.stt.googlehearing import StreamAges
from callcore.engines.stt.googletext import Result
from callcore.engines.stt.googlewire import Answer
from callcore.engines.utterance import MAX_BYTES
from callcore.engines.vendors.asyncbridge import StreamBrokenError
from tests.callcore.engines.stt.googlecall import PIECE, Call

LIMIT = StreamBrokenError(grpc.StatusCode.OUT_OF_RANGE, "Exceeded maximum duration")


@pytest.fixture
async def call(nursery):
    made = Call()
    nursery.start_soon(made.run)
    await trio.lowlevel.checkpoint()
    return made


async def test_the_stream_opens_with_the_utterance_and_takes_whole_chunks(
    autojump_clock, call
):
    await trio.sleep(0.1)
    assert call.stream.requests == [b"opening"]
    for _ in range(7):  # frames of 20 ms
        call.audio.append(bytes(320))
        await trio.sleep(0.02)
    assert [len(one) for one in call.stream.requests[1:]] == [PIECE]
    call.audio.settle()
    await trio.sleep(0.01)
    assert len(call.stream.audio) == 7 * 320  # a pause: what is there goes at once
    call.audio.close()
    await trio.sleep(0.01)
    assert call.stream.finished
    call.stream.say(None)
    await trio.sleep(0.01)
    assert call.done
    assert call.text == ""


async def test_a_stream_that_ends_without_a_final_leaves_the_newest_interim(
    autojump_clock, call
):
    await call.play(spell("two tyres"))
    call.stream.hear(final=False)
    await call.end()
    call.stream.say(None)
    await trio.sleep(0.01)
    assert call.done
    assert call.text == "two tyres"


async def test_an_end_that_never_comes_is_a_timeout(autojump_clock, call):
    await call.play(spell("two"))
    await call.end()
    await trio.sleep(14)
    assert not call.done
    await trio.sleep(2)
    assert call.failure.reason == "timeout"
    assert call.stream.left


async def test_a_sign_of_life_is_a_partial_that_covers_nothing_new(
    autojump_clock, call
):
    await call.play(bytes(PIECE))
    call.stream.say(Answer())
    await trio.sleep(0.01)
    assert [(one.text, one.audio_ms, one.stable) for one in call.partials] == [
        ("", 0, False)
    ]
    await call.end()
    call.stream.say(None)
    await trio.sleep(0.01)


async def test_a_pause_makes_the_partial_that_covers_its_speech_stable_once(
    autojump_clock, call
):
    await call.play(spell("two"))
    call.stream.hear(final=False)
    await trio.sleep(0.01)
    assert not call.partials[-1].stable
    call.audio.append(bytes(PIECE), speech=False)
    call.audio.settle()
    await trio.sleep(0.1)
    call.audio.append(bytes(PIECE), speech=False)
    await trio.sleep(0.1)
    assert [one.stable for one in call.partials] == [False, True]
    call.audio.unsettle()
    await call.play(spell(" more words"))
    call.audio.settle()
    await trio.sleep(0.1)
    assert not call.partials[-1].text.endswith("words")  # not heard yet, so not told
    call.stream.hear(final=False)
    await trio.sleep(0.1)
    assert call.partials[-1].stable
    assert call.partials[-1].text == "two more words"
    await call.end()
    call.stream.say(None)
    await trio.sleep(0.01)


async def test_four_minutes_make_the_next_final_the_last_of_its_stream(
    autojump_clock, call
):
    await call.play(bytes(PIECE * 2350))
    at = call.stream.hear()  # 235 s: too young
    await trio.sleep(0.1)
    assert len(call.house.streams) == 1
    await call.play(spell("one two") + bytes(PIECE * 60))
    call.stream.hear(at)
    await trio.sleep(0.1)
    assert len(call.house.streams) == 2
    assert call.house.streams[0].left
    await call.play(spell("three"))
    call.stream.hear()
    await call.end()
    call.stream.say(None)
    await trio.sleep(0.1)
    assert call.text == "one two three"
    assert call.partials[-1].audio_ms == pytest.approx(241_700, abs=500)


async def test_mid_speech_at_270_s_is_heard_again_from_the_last_final(
    autojump_clock, call
):
    await call.play(bytes(PIECE * 2300))
    at = call.stream.hear()
    await call.play(bytes(PIECE * 380))
    await call.play(spell("a very long word"))
    call.stream.hear(at, final=False)
    await call.play(spell(" and more") + bytes(PIECE * 12))
    assert len(call.house.streams) == 2
    assert call.stream.opened_s == pytest.approx(270, abs=0.2)
    await trio.sleep(3)
    call.stream.hear()
    await call.end()
    call.stream.say(None)
    await trio.sleep(0.1)
    assert call.text == "a very long word and more"


async def test_the_limit_is_no_failure_of_an_old_stream_and_one_of_a_young(
    nursery, autojump_clock
):
    call = Call(StreamAges(5, 100))
    nursery.start_soon(call.run)
    await trio.lowlevel.checkpoint()
    await call.play(spell("one two ") + bytes(PIECE * 50))
    call.stream.say(LIMIT)
    await trio.sleep(1)
    assert len(call.house.streams) == 2
    assert read_spelled(call.stream.audio) == "one two "
    call.stream.say(LIMIT)
    await trio.sleep(0.1)
    assert call.failure.reason == "bad-request"


async def test_the_limit_while_the_final_is_awaited_is_heard_again(
    nursery, autojump_clock
):
    call = Call(StreamAges(1, 100))
    nursery.start_soon(call.run)
    await trio.lowlevel.checkpoint()
    await call.play(spell("one two three four five"))
    await call.end()
    call.stream.say(LIMIT)
    await trio.sleep(0.1)
    assert call.stream.finished
    call.stream.hear()
    call.stream.say(None)
    await trio.sleep(0.1)
    assert call.done
    assert call.text == "one two three four five"


async def test_what_waits_is_sent_in_bounded_requests_and_not_all_at_once(
    nursery, autojump_clock
):
    call = Call()
    call.audio.append(bytes(MAX_BYTES))
    nursery.start_soon(call.run)
    await trio.sleep(0.05)
    assert max(map(len, call.stream.requests)) <= 15_000
    assert 14 < len(call.stream.audio) / 16_000 < 18
    await trio.sleep(6)  # the other 45 s, at nine times real time
    assert len(call.stream.audio) == MAX_BYTES
    await call.end()
    call.stream.say(None)
    await trio.sleep(0.1)


async def test_a_server_that_takes_nothing_gets_no_more(autojump_clock, call):
    call.stream.unsent = 9
    await call.play(bytes(PIECE * 20))
    assert len(call.stream.audio) == PIECE
    call.stream.unsent = 0
    await trio.sleep(1)
    assert len(call.stream.audio) > PIECE * 19
    await call.end()
    call.stream.say(None)
    await trio.sleep(0.1)


async def test_times_stay_right_when_the_front_of_a_long_utterance_is_dropped(
    autojump_clock, call
):
    await call.play(bytes(PIECE * 700))  # 70 s: ten are gone
    call.stream.say(Answer((Result("one", True, 65_000),)))
    await trio.sleep(0.01)
    assert call.partials[-1].audio_ms == 65_000
    assert len(call.stream.audio) == 700 * PIECE
    await call.play(bytes(PIECE * 2005))
    assert len(call.house.streams) == 2  # 270 s, and the last final is long gone
    await trio.sleep(8)
    assert len(call.stream.audio) == pytest.approx(MAX_BYTES, abs=9 * PIECE)
    call.stream.say(Answer((Result("two", True, 1_000),)))
    await call.end()
    call.stream.say(None)
    await trio.sleep(0.1)
    assert call.text == "one two"
    assert call.partials[-1].audio_ms == pytest.approx(211_000, abs=300)


async def test_an_interim_whose_audio_is_gone_is_kept(autojump_clock, call):
    await call.play(bytes(PIECE * 700))
    call.stream.say(Answer((Result("one", False, 65_000),)))
    await call.play(bytes(PIECE * 2005))
    assert len(call.house.streams) == 2
    call.stream.say(Answer((Result("two", True, 1_000),)))
    await call.end()
    call.stream.say(None)
    await trio.sleep(20)
    assert call.text == "one two"


async def test_times_stay_right_when_nothing_could_be_sent_for_a_minute(
    autojump_clock, call
):
    call.stream.unsent = 9
    await call.play(bytes(PIECE * 800))  # 80 s, of which 100 ms were sent
    call.stream.unsent = 0
    await trio.sleep(10)
    assert len(call.stream.audio) == PIECE + MAX_BYTES
    call.stream.say(Answer((Result("late", True, 1_100),)))
    await call.end()
    call.stream.say(None)
    await trio.sleep(0.1)
    assert call.partials[-1].audio_ms == 21_000


async def test_a_void_utterance_is_left_without_waiting(autojump_clock, call):
    await call.play(spell("click"))
    call.audio.void = True
    call.audio.close()
    await trio.sleep(0.01)
    assert call.done
    assert call.failure is None
    assert call.stream.left
    assert not call.stream.finished


async def test_answers_without_end_are_garbage(autojump_clock, call):
    call.stream.say(*[Answer()] * 6_000)
    await trio.sleep(0.1)
    assert call.failure.reason == "garbage"


async def test_nothing_to_hear_opens_no_stream(nursery, autojump_clock):
    call = Call()
    call.audio.close()
    await call.run()
    assert call.house.streams == []
    assert call.hearing.billable_bytes == 0


@given(
    st.lists(st.sampled_from(["word ", "a ", "longer one "]), min_size=1, max_size=8),
    st.lists(st.sampled_from(["final", "interim", "limit", "none"]), max_size=8),
    st.floats(0.3, 3),
)
def test_whatever_streams_end_when_no_letter_is_lost_or_doubled(words, events, soft_s):
    call = Call(StreamAges(soft_s, soft_s * 1.5))

    async def main():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(call.run)
            await trio.lowlevel.checkpoint()
            heard: dict[int, int] = {}
            for at, word in enumerate(words):
                await call.play(spell(word))
                stream, event = call.stream, events[at] if at < len(events) else "none"
                since = heard.get(id(stream), 0)
                if event == "limit" and trio.current_time() - stream.opened_s > soft_s:
                    stream.say(LIMIT)
                elif event in ("final", "interim"):
                    end = stream.hear(since, final=event == "final")
                    heard[id(stream)] = end if event == "final" else since
                await trio.sleep(1)
            await call.end()
            await trio.sleep(1)
            if not call.done:
                call.stream.hear(heard.get(id(call.stream), 0))
                call.stream.say(None)

    trio.run(main, clock=MockClock(autojump_threshold=0))
    assert call.failure is None
    said = "".join(words)
    assert call.text.replace(" ", "") == said.replace(" ", "")
    covered = [partial.audio_ms for partial in call.partials]
    assert covered == sorted(covered)
