"""Personal data out, the rest untouched: the sanitizer that every sink passes through.

:func:`mask` judges one text by itself, for log lines. :class:`Sanitizer` knows one call: a
number that was asked for and dictated over several turns is found, too. What is found
becomes ``[PHONE]``, ``[PERSON]``, ``[EMAIL]``, ``[ADDRESS]``, ``[CARD]``, ``[IBAN]``, ``[ID]``,
``[IP]``, ``[VIN]`` or ``[PLATE]``; order numbers, sizes, prices, dates and ids stay. Neither
raises on any text, nor takes more than linear time, and masking twice changes nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from callcore.shared.observe.masking import dialled, line, shapes
from callcore.shared.observe.masking.claims import Claims, plain_tag, with_tags
from callcore.shared.observe.masking.codes import claim_codes
from callcore.shared.observe.masking.fieldnames import claim_fields
from callcore.shared.observe.masking.mail import claim_mail
from callcore.shared.observe.masking.mailpieces import claim_mail_pieces
from callcore.shared.observe.masking.memory import Memory, Topic
from callcore.shared.observe.masking.names.model import packaged
from callcore.shared.observe.masking.names.tagger import claim_names
from callcore.shared.observe.masking.pieced import claim_pieces, claim_rest
from callcore.shared.observe.masking.pseudonyms import Pseudonyms
from callcore.shared.observe.masking.recalled import claim_recalled, note_names
from callcore.shared.observe.masking.spelled import claim_spelled
from callcore.shared.observe.masking.streets import claim_streets
from callcore.shared.observe.masking.unfinished import without_open_end
from callcore.shared.observe.masking.unusual import flatten

Tag = Callable[[str, str], str]
Detector = Callable[[line.Line, Claims, Memory], None]

_ROUNDS: Final = 8  # what is masked can bare a neighbour; stable after two in practice
DETECTORS: Final[tuple[Detector, ...]] = (  # from the surest to the vaguest
    claim_fields,
    claim_pieces,
    claim_codes,
    shapes.claim_shapes,
    claim_mail_pieces,
    claim_mail,
    claim_streets,
    claim_rest,
    dialled.claim_dialled,
    claim_spelled,
    claim_recalled,
    claim_names,
)


def prepare() -> None:
    """Load what :func:`mask` needs, some 10 ms; raises ``WeightsDamaged``, as mask() would."""
    packaged()


def mask(text: str) -> str:
    """Return ``text`` without personal data; masking twice changes nothing more."""
    return _settled(text, Memory(), plain_tag)


class Sanitizer:
    """:func:`mask` with the memory of one call; feed it the turns in order.

    With ``pseudonyms`` a tag says whom it stands for, as ``[PERSON-1]``, the same one in the
    whole call, so that a transcript can still be read. ``thorough`` takes its time, and
    rather masks a word too many; see :mod:`callcore.shared.observe.review`.
    """

    def __init__(self, *, pseudonyms: bool = False, thorough: bool = False) -> None:
        self._memory = Memory(recalls=True)
        self._thorough = thorough
        self._tag: Tag = Pseudonyms().tag if pseudonyms else plain_tag

    def expect(self, topic: Topic) -> None:
        """Take it that the next turn tells ``topic``, besides what was asked for."""
        self._memory.expecting |= topic

    def preview(self, text: str, *, speaker: str = "caller") -> str:
        """Return what :meth:`feed` would, and remember nothing: for partials."""
        return self._fed(text, speaker, self._memory.copy())

    def unfinished(self, text: str) -> str:
        """Return the safe part of what the caller is saying just now; remember nothing."""
        return without_open_end(self.preview(text))

    def aside(self, text: str) -> str:
        """Return a text that belongs to the call and is no turn, as a tool's arguments.

        It is masked with what the call has told so far, whatever was asked for last.
        """
        memory = self._memory.copy()
        memory.expecting = Topic.NOTHING
        return _settled(text, memory, self._tag)

    def feed(self, text: str, *, speaker: str = "caller") -> str:
        """Return one turn of ``speaker`` (``caller`` or ``agent``) without personal data."""
        return self._fed(text, speaker, self._memory)

    def _fed(self, text: str, speaker: str, memory: Memory) -> str:
        memory.thorough = self._thorough and speaker == "caller"
        memory.hear(text, speaker)
        masked = _settled(text, memory, self._tag)
        memory.over(text, masked, speaker)
        return masked


def _settled(text: str, memory: Memory, tag: Tag) -> str:
    for _ in range(_ROUNDS):
        masked = _once(text, memory, tag)
        if masked == text:
            break
        text = masked
    return text


def _once(text: str, memory: Memory, tag: Tag) -> str:
    flat = flatten(text)
    seen = line.read(text if flat is None else flat[0])
    claims = Claims(seen.text)
    for claim in DETECTORS:
        claim(seen, claims, memory)
    if not claims.any:
        return text
    if memory.recalls:
        note_names(seen, claims, memory)
    if flat is None:
        return claims.masked(tag)
    stood = [*flat[1], len(text)]  # what was left out behind a span goes with it
    spans = [(stood[start], stood[end], label) for start, end, label in claims.spans()]
    return with_tags(text, spans, tag)
