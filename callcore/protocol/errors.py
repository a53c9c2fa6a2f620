"""Whose fault it is when bytes and rules disagree; shared by every protocol here.

::

    ProtocolError
    +-- PeerError   they broke the protocol: end this connection
    +-- OurError    we broke the protocol: fix the caller

The division is h11's: only :exc:`PeerError` comes out of a function whose name ends
in ``_untrusted``, whatever bytes the network feeds it.
"""

from __future__ import annotations


class ProtocolError(Exception):
    """Base of both."""


class PeerError(ProtocolError):
    """The peer broke the protocol; the decoder is of no use any more.

    The message may quote sizes and numbers, never the peer's bytes: it is logged.
    """


class OurError(ProtocolError):
    """We asked for bytes that the peer would refuse; a bug of the caller."""
