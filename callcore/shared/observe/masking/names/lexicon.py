"""Which words are known as names, brands, places or ordinary, in one flat table.

A closed hash table of 16-bit slots: 11 bits of the word's hash, 5 of what it is known as. It
is used as it lies in the file, so that nothing is unpacked. Of the words that are not in it
one in a few thousand is taken for one that is; no word can be read out of it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Final
from zlib import crc32

COMMON: Final = 1
FIRST: Final = 2
SURNAME: Final = 4
BRAND: Final = 8
PLACE: Final = 16
RELATED: Final = 32  # not known, but like another form of an ordinary word
_KNOWN_BITS: Final = 31
_MARKS: Final = 0xFFFF & ~_KNOWN_BITS

SLOTS: Final = 1 << 18
_MARK_AT: Final = 21  # the 11 highest bits; the slot has the lowest 18
_SHORTEST_STEM: Final = 4
_FIRST_CYRILLIC: Final = "\u0400"
# what words are declined with; none of them makes surnames, as "-ов" and "-ин" do
_LATIN_ENDINGS: Final = "s es d ed ing ly"
_CYRILLIC_ENDINGS: Final = (
    "а я о е є и і ї ы у ю ь й ом ем єм ам ям ою ею єю ой ей ій ий ый ах ях ами ями "
    "ові еві ию ией ии ия ие ию ією ії ія ію ій их ых им ым ими ыми ого его ому ему "
    "ім ої ій ая ою ую яя юю ое ее ые ье ья ью ти ть ат ти ив ив ил ав ал ла ло ли "
    "ила ило или ала ало али яти ять ати ать ити ить еть іти їти увати ювати овать "
    "евать ував ував ував ував увала ували овал овала овали ую ує ує уєш уємо уєте "
    "ують уй уйте ует уешь уем уете уют аю аєш ає аємо аєте ають ай айте ает аешь аем "
    "аете ают яю яє яєш яємо яєте яють яй яйте яет яешь яют еш емо ете уть иш ить имо "
    "ите ишь ит им ят ать ять іть ись ся сь тися ться лася лися лося вся лся лась "
    "лись ється ються иться яться ется ются ится ятся ість істю ості ость остью ости "
    "іше іший ішою іша іші іших ніше ніший ее ейший ання анню анням ення енню енням "
    "ание ания анию анием ение ения ению ением аний ана ане ані ених ений ена ене ені "
    "анный анная анные енный енная енные енного енной ено ано ен ка ку ки кою ці ок ків "
    "ці ки ній ню ня ні нь ный ная ное ные них ных ного ному ним ным ной ний на не ну но "
    "ського ський ська ське ські ської ському ським ских ский ская ское ские ской"
)
_LATIN: Final = frozenset(_LATIN_ENDINGS.split()) | {""}
_CYRILLIC: Final = frozenset(_CYRILLIC_ENDINGS.split()) | {""}
_LONGEST: Final = 6
_FULL: Final = 0.8  # beyond this, looking takes too many steps


class LexiconFull(Exception):
    """More words than :data:`SLOTS` allows."""


def known_as(table: array[int], word: str) -> int:
    """Return the bits of ``word``, which is lower-cased; 0 if it is not known."""
    slot, mark = _place(word)
    while entry := table[slot]:
        if entry & _MARKS == mark:
            return entry & _KNOWN_BITS
        slot = (slot + 1) % SLOTS
    return 0


def looked_up(table: array[int], word: str) -> int:
    """Return :func:`known_as`, or :func:`related` for a word that is not known."""
    return known_as(table, word) or related(table, word)


def related(table: array[int], word: str) -> int:
    """Return :data:`RELATED` if an ordinary word of the same stem is known, else 0."""
    endings = _CYRILLIC if word[:1] >= _FIRST_CYRILLIC else _LATIN
    longest = min(_LONGEST, len(word) - _SHORTEST_STEM)
    for cut in range(longest + 1):
        at = len(word) - cut
        if word[at:] in endings and known_as(table, word[:at] + "-"):
            return RELATED
    return 0


def stem(word: str) -> str | None:
    """Return the entry that makes other forms of an ordinary word related to it."""
    endings = _CYRILLIC if word[:1] >= _FIRST_CYRILLIC else _LATIN
    for cut in range(min(_LONGEST, len(word) - _SHORTEST_STEM), -1, -1):
        at = len(word) - cut
        if word[at:] in endings:
            return word[:at] + "-"
    return None


def packed(words: Iterable[tuple[str, int]]) -> array[int]:
    """Return the table of words and bits; a word that comes twice has the bits of both.

    Raises :exc:`LexiconFull`.
    """
    table = array("H", bytes(2 * SLOTS))
    left = int(SLOTS * _FULL)
    for word, bits in words:
        slot, mark = _place(word)
        while table[slot] and table[slot] & _MARKS != mark:
            slot = (slot + 1) % SLOTS
        left -= not table[slot]
        if left < 0:
            raise LexiconFull(f"more than {SLOTS * _FULL:.0f} words")
        table[slot] |= mark | bits
    return table


def _place(word: str) -> tuple[int, int]:
    # another seed would give no other hash: CRC is linear, and the slot would tell the mark
    found = crc32(word.encode(errors="replace"))
    return found % SLOTS, found >> _MARK_AT << _KNOWN_BITS.bit_length()
