"""Sound may be lost, words may not."""

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from adminapi.edges.closing import TOO_SLOW, Closing
from adminapi.trying import post as posts
from adminapi.trying.post import Microphone, Post


async def test_of_too_much_sound_the_oldest_goes_and_every_word_stays():
    post = Post()
    post.put_text("first")
    for number in range(posts.AUDIO_FRAMES + 5):
        post.put_audio(bytes([number]))
    post.put_text("last")
    heard = [await post.next() for _ in range(posts.AUDIO_FRAMES + 2)]
    assert (heard[0], heard[1], heard[-1]) == ("first", bytes([5]), "last")
    assert post.dropped == 5


def test_far_too_many_words_end_the_try():
    post = Post()
    for _ in range(posts.MOST_TEXTS):
        post.put_text("x")
    with pytest.raises(Closing) as caught:
        post.put_text("x")
    assert caught.value.code == TOO_SLOW


async def test_who_waits_knows_when_all_has_been_sent(autojump_clock):
    post = Post()
    sent = []

    async def send():
        while True:
            message = await post.next()
            await trio.sleep(1)
            sent.append(message)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(send)
        for text in "ab":
            post.put_text(text)
        await post.wait_sent()
        assert sent == ["a", "b"]
        await post.wait_sent()
        nursery.cancel_scope.cancel()


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_a_microphone_cuts_whatever_comes_into_frames(chunks):
    async def main():
        microphone = Microphone(8)
        for chunk in chunks:
            microphone.put(chunk)
        whole = b"".join(chunks)
        frames = len(whole) // 8
        kept = min(frames, posts.AUDIO_FRAMES)
        heard = [await microphone.next() for _ in range(kept)]
        assert b"".join(heard) == whole[(frames - kept) * 8 : frames * 8]
        assert microphone.dropped == frames - kept

    trio.run(main)
