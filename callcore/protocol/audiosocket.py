"""AudioSocket frames, sans-I/O.

Wire format: 1 byte kind, 2 bytes big-endian payload length, payload. Audio is signed
16-bit *little*-endian mono PCM; the kind says its rate (ASTERISK.md section 1).

The two directions differ, so there is a decoder for each:

* Asterisk sends a UUID (first, once), audio, and DTMF digits. It announces the end of
  a call by EOF only; HANGUP and ERROR are decoded because other peers send them.
  :class:`Decoder` is what a server needs.
* Asterisk takes audio of at least one byte, and HANGUP. Anything else kills the call
  (ASTERISK.md section 0, fact 8). :class:`AsteriskDecoder` is as cruel as that, for
  fakes and load generators.

Errors are those of :mod:`callcore.protocol.errors`. A header is judged before its
payload has come, so a hostile length costs the peer its connection and us nothing.
"""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from typing import Final, NamedTuple

from callcore.protocol.errors import OurError, PeerError, ProtocolError
from callcore.shared.audioformat import FRAME_BYTES

__all__ = [
    "HANGUP_FRAME",
    "HEADER_BYTES",
    "MAX_PAYLOAD_BYTES",
    "RATE_HZ",
    "SAMPLE_BYTES",
    "UUID_BYTES",
    "AsteriskDecoder",
    "AudioSocketError",
    "Decoder",
    "Frame",
    "Kind",
    "OurError",
    "PeerError",
    "encode_audio",
    "encode_dtmf",
    "encode_uuid",
]

HEADER_BYTES: Final = 3
SAMPLE_BYTES: Final = 2
UUID_BYTES: Final = 16
DTMF_BYTES: Final = 1
MAX_PAYLOAD_BYTES: Final = 0xFFFE  # the largest whole number of samples in 16 bits
DTMF_DIGITS: Final = "0123456789*#ABCD"

AudioSocketError = ProtocolError


class Kind(enum.IntEnum):
    """Every kind a peer may send; anything else is a :exc:`PeerError`."""

    HANGUP = 0x00
    UUID = 0x01
    DTMF = 0x03
    SLIN8 = 0x10
    SLIN12 = 0x11
    SLIN16 = 0x12
    SLIN24 = 0x13
    SLIN32 = 0x14
    SLIN44 = 0x15
    SLIN48 = 0x16
    SLIN96 = 0x17
    SLIN192 = 0x18
    ERROR = 0xFF


RATE_HZ: Final = {
    Kind.SLIN8: 8_000,
    Kind.SLIN12: 12_000,
    Kind.SLIN16: 16_000,
    Kind.SLIN24: 24_000,
    Kind.SLIN32: 32_000,
    Kind.SLIN44: 44_100,
    Kind.SLIN48: 48_000,
    Kind.SLIN96: 96_000,
    Kind.SLIN192: 192_000,
}
_KIND_OF_BYTE: Final = {
    int(kind): kind for kind in Kind
}  # ten times faster than Kind()
_AUDIO_OF_BYTE: Final = {int(kind): kind for kind in RATE_HZ}
_NOTHING: Final[dict[int, Kind]] = {}
_USUAL_BYTES: Final = HEADER_BYTES + FRAME_BYTES
_USUAL_HEADER: Final = bytes((Kind.SLIN8, FRAME_BYTES >> 8, FRAME_BYTES & 0xFF))


class Frame(NamedTuple):
    """One decoded frame. The payload is a copy, so it may be kept."""

    kind: Kind
    payload: bytes


HANGUP_FRAME: Final = bytes((Kind.HANGUP, 0, 0))


def encode_audio(pcm: bytes, kind: Kind = Kind.SLIN8) -> bytes:
    """Return one audio frame, whole, to be written in one ``send``.

    Raises :exc:`OurError` for what would kill the call (nothing, or a kind that is not
    audio) or lose a byte of it (half a sample, more than a 16-bit length).
    """
    size = len(pcm)
    if kind not in RATE_HZ:
        raise OurError(f"{kind.name} is not audio")
    if not 0 < size <= MAX_PAYLOAD_BYTES or size % SAMPLE_BYTES:
        raise OurError(f"{size} bytes are not 1 to 32767 whole samples")
    return b"%c%c%c%b" % (kind, size >> 8, size & 0xFF, pcm)


def encode_uuid(call: bytes) -> bytes:
    """Return the first frame of a connection, as Asterisk sends it.

    Raises :exc:`OurError` unless ``call`` is 16 bytes.
    """
    if len(call) != UUID_BYTES:
        raise OurError(f"a UUID has {UUID_BYTES} bytes, not {len(call)}")
    return bytes((Kind.UUID, 0, UUID_BYTES)) + call


def encode_dtmf(digit: str) -> bytes:
    """Return the frame that Asterisk sends when the caller lets go of a key.

    Raises :exc:`OurError` unless ``digit`` is one of ``0-9*#A-D``.
    """
    if len(digit) != 1 or digit not in DTMF_DIGITS:
        raise OurError("not one DTMF digit")
    return bytes((Kind.DTMF, 0, DTMF_BYTES)) + digit.encode("ascii")


class _FrameReader(ABC):
    """Bytes in, frames out. Subclasses say what a header may be.

    ``_plain`` holds the kinds that need no further question; it is looked up once per
    frame, and everything else takes the slow way through :meth:`_kind_untrusted`.
    """

    def __init__(self, plain: dict[int, Kind]) -> None:
        self._plain = plain
        self._partial = bytearray()
        self._partial_needs_bytes = 0  # below this length it cannot be a whole frame

    @property
    def partial_bytes(self) -> int:
        """How many bytes of an unfinished frame are held; never more than one frame."""
        return len(self._partial)

    def receive_data_untrusted(self, data: bytes) -> list[Frame]:
        """Feed network bytes; return the frames they complete, in order.

        Only :exc:`PeerError` may come out, whatever the bytes are; frames of the same
        chunk are lost then and the decoder is of no use afterwards. Any chunking costs
        linear time: a peer that sends single bytes buys no copying of ours.
        """
        if self._partial:
            self._partial += data
            if len(self._partial) < self._partial_needs_bytes:
                return []
            data = bytes(self._partial)
            self._partial.clear()
        frames: list[Frame] = []
        at, size = 0, len(data)
        end = start = HEADER_BYTES
        while start <= size:
            length = data[at + 1] << 8 | data[at + 2]
            kind = self._plain.get(data[at])
            if kind is None or not length or length & 1:
                kind = self._header_untrusted(data[at], length)
            end = start + length
            if end > size:
                break
            frames.append(Frame(kind, data[start:end]))
            at, start = end, end + HEADER_BYTES
            end = start
        if at < size:
            self._keep_untrusted(data[at:], end - at)
        return frames

    def receive_eof(self) -> None:
        """Tell the decoder the peer closed; :exc:`PeerError` if inside a frame."""
        if self._partial:
            raise PeerError(f"closed inside a frame, {len(self._partial)} bytes left")

    def _keep_untrusted(self, rest: bytes, needs_bytes: int) -> None:
        """Hold the beginning of a frame, unless its first byte condemns it already."""
        if len(rest) < HEADER_BYTES:
            self._kind_untrusted(rest[0])
        self._partial += rest
        self._partial_needs_bytes = needs_bytes

    @abstractmethod
    def _kind_untrusted(self, byte: int) -> Kind:
        """Return the kind of a frame that may come now, or raise."""

    @abstractmethod
    def _header_untrusted(self, byte: int, length: int) -> Kind:
        """Return the kind of a frame that may come now in this length, or raise."""


class Decoder(_FrameReader):
    """What a server takes from Asterisk; holds at most one partial frame.

    Strict: the UUID first and once, 16 bytes; digits of one byte; whole samples and at
    least one of them; HANGUP without a payload; no unknown kind.
    """

    def __init__(self) -> None:
        super().__init__(_NOTHING)
        self._identified = False

    def _kind_untrusted(self, byte: int) -> Kind:
        kind = _KIND_OF_BYTE.get(byte)
        if kind is None:
            raise PeerError(f"unknown kind 0x{byte:02x}")
        if (kind is Kind.UUID) is self._identified:
            raise PeerError(f"{kind.name}: the UUID comes first, and once")
        return kind

    def _header_untrusted(self, byte: int, length: int) -> Kind:
        kind = self._kind_untrusted(byte)
        if not _is_length_legal(kind, length):
            raise PeerError(f"{kind.name} of {length} bytes")
        return kind

    def receive_data_untrusted(self, data: bytes) -> list[Frame]:
        """See the base; the first frame of all is the UUID."""
        if self._identified:
            return super().receive_data_untrusted(data)
        return self._identify_untrusted(data)

    def usual_voice(self, data: bytes) -> bytes | None:
        """Return the voice if ``data`` is what nearly every read brings: one whole frame.

        ``None`` for anything else, which :meth:`receive_data_untrusted` must then take.
        """
        if (
            len(data) == _USUAL_BYTES
            and data.startswith(_USUAL_HEADER)
            and self._identified
            and not self._partial
        ):
            return data[HEADER_BYTES:]
        return None

    def _identify_untrusted(self, data: bytes) -> list[Frame]:
        """Take the UUID apart from what follows, so that the loop need not ask."""
        missing = HEADER_BYTES + UUID_BYTES - self.partial_bytes
        frames = super().receive_data_untrusted(data[:missing])
        if frames:
            self._identified = True
            self._plain = _AUDIO_OF_BYTE
            frames += super().receive_data_untrusted(data[missing:])
        return frames


class AsteriskDecoder(_FrameReader):
    """What Asterisk takes from a server, for fakes; anything else kills the call.

    Audio of any kind with at least one byte (Asterisk loses the last byte of an odd
    length, but goes on), and HANGUP. After HANGUP real Asterisk reads nothing more.
    """

    def __init__(self) -> None:
        super().__init__(_AUDIO_OF_BYTE)

    def _kind_untrusted(self, byte: int) -> Kind:
        kind = _KIND_OF_BYTE.get(byte)
        if kind is not Kind.HANGUP and kind not in RATE_HZ:
            raise PeerError(f"kind 0x{byte:02x} kills the call")
        assert kind is not None
        return kind

    def _header_untrusted(self, byte: int, length: int) -> Kind:
        kind = self._kind_untrusted(byte)
        if bool(length) is (kind is Kind.HANGUP):
            raise PeerError(f"{kind.name} of {length} bytes kills the call")
        return kind


def _is_length_legal(kind: Kind, length: int) -> bool:
    match kind:
        case Kind.UUID:
            return length == UUID_BYTES
        case Kind.DTMF:
            return length == DTMF_BYTES
        case Kind.HANGUP:
            return length == 0
        case Kind.ERROR:
            return True  # of other peers; the line is over whatever it says
        case _:
            return length > 0 and length % SAMPLE_BYTES == 0
