"""A child process that is not there: it notes what it is told."""

from __future__ import annotations

from callcore.protocol.link import Message


class FakeLink:
    """The supervisor's end of a link; ``full`` refuses everything."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.full = False

    def send(self, message: Message) -> bool:
        if self.full:
            return False
        self.sent.append(message)
        return True


class FakeChild:
    """See :class:`callcore.supervisor.child.Child`."""

    def __init__(self, name: str = "w1") -> None:
        self.name = name
        self.pid = 4242
        self.link = FakeLink()
        self.killed: list[str] = []

    def kill(self, reason: str) -> None:
        self.killed.append(reason)
