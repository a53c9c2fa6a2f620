from __future__ import annotations

from callcore.protocol import audiosocket, fastagi
from callcore.protocol.errors import OurError, PeerError, ProtocolError


def test_their_fault_and_our_bug_are_told_apart():
    assert issubclass(PeerError, ProtocolError)
    assert issubclass(OurError, ProtocolError)
    assert not issubclass(PeerError, OurError)
    assert not issubclass(OurError, PeerError)


def test_every_protocol_raises_the_same_two():
    assert audiosocket.PeerError is fastagi.PeerError is PeerError
    assert audiosocket.OurError is fastagi.OurError is OurError
