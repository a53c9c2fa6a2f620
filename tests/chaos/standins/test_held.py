from __future__ import annotations

import threading

import pytest

from chaos.standins import held
from chaos.standins.held import HeldStandin
from chaos.standins.mishaps import Mishaps
from chaos.standins.seen import SeenList
from chaos.standins.trouble import Trouble


class Quiet(HeldStandin):
    """Serves nobody, until it is asked to end."""

    vendor = "quiet"

    def __init__(self, failure=None, *, deaf=False):
        self.mishaps = Mishaps()
        super().__init__(SeenList(), self.mishaps)
        self.failure = failure
        self.deaf = deaf
        self.asked = threading.Event()

    def serve_here(self):
        if self.failure:
            raise self.failure
        self.serves(4711)
        self.asked.wait(5)

    def ask_to_end(self):
        if not self.deaf:
            self.asked.set()


def test_it_serves_until_it_is_stopped():
    standin = Quiet()
    standin.start()
    assert standin.port == 4711
    assert standin.open_streams == 0
    standin.stop()
    assert "quiet-standin" not in {thread.name for thread in threading.enumerate()}


def test_its_trouble_is_what_its_requests_suffer():
    standin = Quiet()
    standin.trouble = Trouble("hang")
    assert standin.mishaps.trouble == standin.trouble == Trouble("hang")


def test_what_goes_wrong_at_the_start_is_told_to_who_started_it():
    standin = Quiet(OSError("port 1 is not free"))
    with pytest.raises(OSError, match="port 1"):
        standin.start()
    standin.stop()


def test_one_that_does_not_stop_is_told(monkeypatch):
    monkeypatch.setattr(held, "CLOSE_S", 0.05)
    standin = Quiet(deaf=True)
    standin.start()
    with pytest.raises(TimeoutError, match="quiet does not stop"):
        standin.stop()
    standin.asked.set()
    standin._thread.join(5)


def test_one_that_does_not_start_is_told(monkeypatch):
    class Slow(Quiet):
        def serve_here(self):
            self.asked.wait(5)

    monkeypatch.setattr(held, "START_S", 0.05)
    standin = Slow()
    with pytest.raises(TimeoutError, match="quiet does not start"):
        standin.start()
    standin.stop()
