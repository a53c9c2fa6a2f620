"""The files that were written for one language, read; a fifth of the names can be held out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from zlib import crc32

from callcore.shared.ids import Language

Split = Literal["all", "learn", "held"]
LANGUAGES: Final[tuple[Language, ...]] = ("uk", "ru", "en")
HERE: Final = Path(__file__).parent
_HELD_NAMES: Final = 5  # one in
_HELD_FRAMES: Final = 7


@dataclass(frozen=True, slots=True)
class FirstName:
    """A first name with its pet forms."""

    lemma: str
    gender: str
    pets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surname:
    """A surname with the class of its declension."""

    lemma: str
    kind: str


@dataclass(frozen=True, slots=True)
class Lists:
    """What is known of one language."""

    language: Language
    first: tuple[FirstName, ...]
    surnames: tuple[Surname, ...]
    census_first: tuple[FirstName, ...]
    census_surnames: tuple[Surname, ...]
    compound: tuple[str, ...]  # surnames of several words
    said: tuple[str, ...]
    plain: tuple[str, ...]
    words: tuple[str, ...]
    brands: tuple[str, ...]
    places: tuple[str, ...]
    streets: tuple[str, ...]
    companies: tuple[str, ...]
    jargon: tuple[str, ...]

    def of_gender(self, gender: str) -> list[FirstName]:
        """Return the first names of men or of women."""
        return [name for name in self.first if name.gender == gender]


def load(language: Language, names: Split = "all", frames: Split = "all") -> Lists:
    """Return the lists of ``language``; "learn" and "held" are parts that share nothing."""
    folder = HERE / language

    def part(file: str, split: Split, of: int) -> tuple[str, ...]:
        return tuple(
            line for line in lines(folder / file) if _in(line.split()[0], split, of)
        )

    def whole(file: str, split: Split) -> tuple[str, ...]:
        return tuple(
            line for line in lines(folder / file) if _in(line, split, _HELD_FRAMES)
        )

    lexemes = " ".join(lines(folder / "lexemes.txt")).split()
    both = lines(folder / "both.txt")
    words = tuple(dict.fromkeys((*lines(folder / "words.txt"), *lexemes, *both)))
    ordinary = frozenset(words)
    return Lists(
        language,
        tuple(_first(line) for line in part("first.txt", names, _HELD_NAMES)),
        tuple(_surname(line) for line in part("surnames.txt", names, _HELD_NAMES)),
        tuple(
            _first(line)
            for line in part("census_first.txt", names, _HELD_NAMES)
            if line.split()[0].lower() not in ordinary
        ),
        tuple(
            _surname(line)
            for line in part("census_surnames.txt", names, _HELD_NAMES)
            if line.split()[0].lower() not in ordinary
        ),
        part("compound.txt", names, _HELD_NAMES),
        whole("said.txt", frames),
        whole("plain.txt", frames),
        words,
        lines(folder / "brands.txt"),
        lines(folder / "places.txt"),
        lines(folder / "streets.txt"),
        lines(folder / "companies.txt"),
        lines(HERE / "jargon.txt"),
    )


def lines(path: Path) -> tuple[str, ...]:
    """Return the lines of a file without comments; a file that is missing has none."""
    if not path.exists():
        return ()
    raw = path.read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in raw if line.strip() and line[0] != "#")


def _in(key: str, split: Split, of: int) -> bool:
    if split == "all":
        return True
    return (crc32(key.encode()) % of == 0) == (split == "held")


def _first(line: str) -> FirstName:
    lemma, gender, *pets = line.split()
    return FirstName(lemma, gender, tuple(pets))


def _surname(line: str) -> Surname:
    lemma, *kind = line.split()
    return Surname(lemma, kind[0] if kind else "")
