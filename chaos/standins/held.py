"""A stand-in on a thread of its own, as tests hold it; what serves there is the vendor's."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import ClassVar, Final

import outcome

from chaos.standins.mishaps import Mishaps
from chaos.standins.seen import SeenList
from chaos.standins.trouble import Trouble

HOST: Final = "127.0.0.1"
START_S: Final = 20.0  # the first import of grpc on a busy machine takes seconds
CLOSE_S: Final = 10.0


class HeldStandin(ABC):
    """Starts, stops, and shows what it was asked. Subclasses bring a loop of their own."""

    vendor: ClassVar[str]

    def __init__(self, seen: SeenList, mishaps: Mishaps) -> None:
        self.seen = seen  #: what it was asked, oldest first
        self.port = 0
        self._mishaps = mishaps
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(
            target=self._run, name=f"{self.vendor}-standin", daemon=True
        )

    @property
    def trouble(self) -> Trouble:
        """Return how it misbehaves; may be set at any time."""
        return self._mishaps.trouble

    @trouble.setter
    def trouble(self, trouble: Trouble) -> None:
        self._mishaps.trouble = trouble

    @property
    def open_streams(self) -> int:
        """Return how many requests are running."""
        return self.seen.open_count

    def start(self) -> None:
        """Serve on a new thread; return when it answers."""
        self._thread.start()
        if not self._ready.wait(START_S):
            raise TimeoutError(f"the stand-in for {self.vendor} does not start")
        if self._failure:
            raise self._failure

    def stop(self) -> None:
        """End it; nothing is left."""
        if self._thread.is_alive():
            self.ask_to_end()
        self._thread.join(CLOSE_S)
        if self._thread.is_alive():
            raise TimeoutError(f"the stand-in for {self.vendor} does not stop")

    def serves(self, port: int) -> None:
        """Say that it answers on ``port``; the thread calls this."""
        self.port = port
        self._ready.set()

    @abstractmethod
    def serve_here(self) -> None:
        """Serve in this thread until asked to end; tells :meth:`serves`."""

    @abstractmethod
    def ask_to_end(self) -> None:
        """Ask the serving thread to end; from any thread, also before it serves."""

    def _run(self) -> None:
        result = outcome.capture(self.serve_here)
        if isinstance(result, outcome.Error):  # told to the one who started it
            self._failure = result.error
        self._ready.set()
