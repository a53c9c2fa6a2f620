"""Google's recogniser played by a test, for one utterance in virtual time."""

from collections import deque
from contextlib import contextmanager
from typing import Any

import trio

from callcore.engines.errors import EngineError
from callcore.engines.ports import Partial
from callcore.engines.spelled import read_spelled
from callcore.engines.stt.googlehearing import Hearing, StreamAges
from callcore.engines.stt.googletext import Result
from callcore.engines.stt.googlewire import Answer, Opening, SpeechApi
from callcore.engines.utterance import UtteranceAudio

PIECE = 1600
DEFAULT_AGES = StreamAges()


class Stream:
    """A stream whose server is the test: it hears, and is told what to answer."""

    def __init__(self, opened_s):
        self.opened_s = opened_s
        self.requests = []
        self.answers: deque[Any] = deque()
        self.finished = self.left = self.answered = False
        self.unsent = self.unsent_bytes = 0
        self._news = trio.Event()

    @property
    def audio(self):
        return b"".join(self.requests[1:])

    def send(self, message):
        assert not self.finished
        self.requests.append(message)

    def finish(self):
        self.finished = True

    async def wait_sent(self):
        while self.unsent:  # noqa: ASYNC110 - the test sets a number
            await trio.sleep(0.01)

    async def receive(self):
        while not self.answers:
            self._news = trio.Event()
            await self._news.wait()
        answer = self.answers.popleft()
        if isinstance(answer, Exception):
            raise answer
        self.answered = True
        return answer

    def say(self, *answers):
        self.answers.extend(answers)
        self._news.set()

    def hear(self, since=0, *, final=True):
        """Answer with what the audio since ``since`` says."""
        text = read_spelled(self.audio[since:])
        result = Result(text, final, len(self.audio) // 16, 0.9, "en-us")
        self.say(Answer((result,)))
        return len(self.audio)


class Connections:
    def __init__(self):
        self.streams = []

    @contextmanager
    def stream(self, method, limit_s):
        assert method == "/method"
        assert limit_s < 300
        stream = Stream(trio.current_time())
        self.streams.append(stream)
        try:
            yield stream
        finally:
            stream.left = True


class Wire:
    api: SpeechApi = "v2"
    method = "/method"

    def opening(self, asked):
        return b"opening"

    def audio(self, pcm):
        return pcm

    def answer_untrusted(self, message):
        return message


class Call:
    """An utterance, the engine that follows it, and what came out."""

    def __init__(self, ages=DEFAULT_AGES):
        self.audio = UtteranceAudio()
        self.house = Connections()
        self.partials: list[Partial] = []
        self.failure: Any = None
        self.done = False
        asked = Opening("m", "en")
        house: Any = self.house
        self.hearing = Hearing(
            house, Wire(), asked, self.audio, self.partials.append, ages
        )

    @property
    def stream(self):
        return self.house.streams[-1]

    async def run(self):
        try:
            await self.hearing.run()
        except EngineError as error:
            self.failure = error
        self.done = True

    async def play(self, pcm, *, pace_s=0.1):
        for at in range(0, len(pcm), PIECE):
            self.audio.append(pcm[at : at + PIECE])
            await trio.sleep(pace_s)

    async def end(self):
        """Close the utterance; the server answers what it has not yet."""
        self.audio.close()
        await trio.sleep(0.1)

    @property
    def text(self):
        return self.hearing.text.text()
