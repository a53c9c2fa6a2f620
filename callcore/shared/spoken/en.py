"""English number words."""

from __future__ import annotations

from typing import Final

from callcore.shared.spoken.tongue import Atom, Kind, atoms_of, plurals_of

_UNITS: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
]
_TEENS: Final = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = [
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
]
_ORDINALS: Final = {
    1: "first",
    2: "second",
    3: "third",
    5: "fifth",
    8: "eighth",
    9: "ninth",
    12: "twelfth",
}


def _ordinal(value: int, cardinal: str) -> str:
    if value in _ORDINALS:
        return _ORDINALS[value]
    return cardinal[:-1] + "ieth" if cardinal.endswith("y") else cardinal + "th"


_PLURALS: Final = {  # no "ones": "the new ones"
    0: "zeros zeroes ohs nils noughts",
    2: "twos",
    3: "threes",
    4: "fours",
    5: "fives",
    6: "sixes",
    7: "sevens",
    8: "eights",
    9: "nines",
}
_CARDINALS: Final = dict(enumerate(_UNITS + _TEENS)) | {
    (tens + 2) * 10: word for tens, word in enumerate(_TENS)
}

ATOMS: Final[dict[str, Atom]] = (
    atoms_of({value: [word] for value, word in _CARDINALS.items()})
    | atoms_of(
        {
            0: ["oh", "o", "nil", "nought", "naught"],
            9: ["niner"],
            40: ["fourty"],
            90: ["ninty"],
        }
    )
    | atoms_of(
        {value: [_ordinal(value, w)] for value, w in _CARDINALS.items() if value},
        ordinal=True,
    )
    | plurals_of(_PLURALS)
    | {
        "hundred": Atom(Kind.SCALE, 100),
        "hundreds": Atom(Kind.SCALE, 100),
        "thousand": Atom(Kind.SCALE, 1000),
        "thousands": Atom(Kind.SCALE, 1000),
        "million": Atom(Kind.SCALE, 10**6),
        "double": Atom(Kind.REPEAT, 2),
        "triple": Atom(Kind.REPEAT, 3),
        "treble": Atom(Kind.REPEAT, 3),
        "quadruple": Atom(Kind.REPEAT, 4),
        "and": Atom(Kind.JOIN, 0),
    }
)
LONELY: Final = frozenset({"oh", "o"})  # zero only beside another number: "oh, hello"


def below_thousand(n: int) -> str:
    """Return the words of 1 to 999."""
    hundreds, rest = divmod(n, 100)
    words = [_UNITS[hundreds], "hundred"] if hundreds else []
    if 0 < rest < 20:
        words.append(_CARDINALS[rest])
    elif rest:
        words.append(_CARDINALS[rest - rest % 10])
        words += [_UNITS[rest % 10]] if rest % 10 else []
    return " ".join(words)


def cardinal(n: int) -> str:
    """Return the words of 0 to 999,999,999."""
    if n == 0:
        return "zero"
    words = []
    for scale, name in ((10**6, " million"), (1000, " thousand"), (1, "")):
        part, n = divmod(n, scale)
        if part:
            words.append(below_thousand(part) + name)
    return " ".join(words)


def ordinal(n: int) -> str:
    """Return the ordinal of 0 to 999,999,999."""
    head, _, last = cardinal(n).rpartition(" ")
    atom = ATOMS[last]
    value = atom.value if atom.kind is not Kind.SCALE else 0
    return f"{head} {_ordinal(value, last)}".strip()
