"""Names in the other alphabet, roughly as people write them."""

from __future__ import annotations

from typing import Final

from chaos.training.people.dice import Dice

_TO_LATIN: Final = {
    "а": ("a",), "б": ("b",), "в": ("v",), "г": ("h", "g"), "ґ": ("g",), "д": ("d",),
    "е": ("e",), "є": ("ie", "ye"), "ё": ("e", "yo"), "ж": ("zh",), "з": ("z",),
    "и": ("y", "i"), "і": ("i",), "ї": ("i", "yi"), "й": ("i", "y"), "к": ("k",),
    "л": ("l",), "м": ("m",), "н": ("n",), "о": ("o",), "п": ("p",), "р": ("r",),
    "с": ("s",), "т": ("t",), "у": ("u",), "ф": ("f",), "х": ("kh", "h"), "ц": ("ts",),
    "ч": ("ch",), "ш": ("sh",), "щ": ("shch",), "ъ": ("",), "ы": ("y",), "ь": ("",),
    "э": ("e",), "ю": ("iu", "yu"), "я": ("ia", "ya"), "'": ("",),
}  # fmt: skip
_TO_CYRILLIC: Final = (
    ("sch", "ш"), ("sh", "ш"), ("ch", "ч"), ("th", "т"), ("ph", "ф"), ("ck", "к"),
    ("oo", "у"), ("ee", "і"), ("ea", "і"), ("ie", "і"), ("qu", "кв"), ("wh", "в"),
    ("a", "а"), ("b", "б"), ("c", "к"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"),
    ("h", "х"), ("i", "і"), ("j", "дж"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"),
    ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"),
    ("v", "в"), ("w", "в"), ("x", "кс"), ("y", "і"), ("z", "з"), ("'", ""),
)  # fmt: skip


def latin(name: str, dice: Dice) -> str:
    """Return a Cyrillic name in Latin letters; one spelling for the whole name."""
    choice = dice.number(0, 1)
    found = "".join(_like(letter, _spelt(letter.lower(), choice)) for letter in name)
    return found.replace("yy", "y") if dice.chance(0.5) else found


def cyrillic(name: str, language: str) -> str:
    """Return a Latin name in the letters of ``language``, undeclined."""
    text, found = name.lower(), ""
    while text:
        for latin_letters, letters in _TO_CYRILLIC:
            if text.startswith(latin_letters):
                found, text = found + letters, text[len(latin_letters) :]
                break
        else:
            found, text = found + text[0], text[1:]
    if language == "ru":
        found = found.replace("і", "и")
    return " ".join(part.capitalize() for part in found.split(" "))


def _spelt(letter: str, choice: int) -> str:
    spellings = _TO_LATIN.get(letter, (letter,))
    return spellings[min(choice, len(spellings) - 1)]


def _like(letter: str, spelt: str) -> str:
    return spelt.capitalize() if letter.isupper() else spelt
