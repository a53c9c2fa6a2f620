"""A child process that is not there: it notes what it is told."""

from __future__ import annotations

from callcore.desk.linkpipe import LinkPipe
from callcore.protocol.link import Message
from callcore.supervisor.child import Child
from callcore.supervisor.worker import Worker


class FakeLink(LinkPipe):
    """The supervisor's end of a link; ``full`` refuses everything."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.full = False

    def send(self, message: Message) -> bool:
        if self.full:
            return False
        self.sent.append(message)
        return True


class FakeChild(Child):
    """See the base class."""

    def __init__(self, link: FakeLink | None = None) -> None:
        self.name = "w1"
        self.pid = 4242
        self.link = link or FakeLink()
        self.killed: list[str] = []

    def kill(self, reason: str) -> None:
        self.killed.append(reason)


def link_of(worker: Worker) -> FakeLink:
    """Return the fake link of a worker with a fake child."""
    link = worker.child.link
    assert isinstance(link, FakeLink)
    return link
