"""Which passwords are taken: long enough, and none that everybody tries first.

No rule about capitals and digits (ASVS 6.2.5): length is what counts. The list is short, because
common passwords of twelve characters and more are made of few words: what is left of
a password without them, without digits and without runs, must be something.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import Final

LEAST: Final = 12  # characters after NFC
MOST: Final = 256
_LEAST_DISTINCT: Final = 5
_LEAST_OWN: Final = 5  # letters that are not part of a word that everybody tries
_WORDS: Final = (
    "administrator", "admin", "callcore", "changeit", "changeme", "computer", "default",
    "dragon", "football", "friend", "guest", "hello", "iloveyou", "internet", "letmein",
    "login", "master", "monkey", "operator", "parol", "passphrase", "password", "passwort",
    "princess", "privet", "qazwsx", "qwerty", "qwertz", "secret", "summer", "sunshine",
    "superman", "supervisor", "system", "temporary", "test", "user", "viewer", "welcome",
    "winter", "пароль", "привет", "привіт", "йцукен", "админ", "адмін", "секрет",
)  # fmt: skip
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfv",
    "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю",
)  # fmt: skip
_LEET: Final = str.maketrans("0134578@$!", "oleastbasi")
_MARKS: Final = re.compile(r"[\W\d_]+")


class PasswordRefused(Exception):
    """The message is one sentence for whoever chose it; it does not quote the password."""


def normal(password: str) -> str:
    """Return the form that is hashed: the same on every keyboard and system."""
    return unicodedata.normalize("NFC", password)


def check(password: str, *names: str) -> None:
    """Return if a password may be used by somebody with these names.

    Raises :exc:`PasswordRefused`.
    """
    text = normal(password)
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise PasswordRefused("The password holds a character that cannot be stored.")
    if len(text) < LEAST:
        raise PasswordRefused(f"The password must have at least {LEAST} characters.")
    if len(text) > MOST:
        raise PasswordRefused(f"The password may have at most {MOST} characters.")
    if len(set(text.casefold())) < _LEAST_DISTINCT:
        raise PasswordRefused("The password repeats a few characters.")
    folded = text.casefold()
    if any(len(name) >= 4 and name.casefold() in folded for name in names):
        raise PasswordRefused("The password holds the name of its user.")
    if _is_common(folded):
        raise PasswordRefused("The password is among those that everybody tries first.")


def one_time() -> str:
    """Return a random password for a first login: 80 bits, easy to read aloud."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _is_common(text: str) -> bool:
    spellings = (text, text.translate(_LEET))
    return min(_own_letters(each) for each in spellings) < _LEAST_OWN


def _own_letters(text: str) -> int:
    """Count what is left without known words, digits, marks and runs of the keyboard."""
    for word in _WORDS:
        text = text.replace(word, " ")
    for row in _ROWS:
        for line in (row, row[::-1]):
            for length in range(len(line), 3, -1):
                for start in range(len(line) - length + 1):
                    text = text.replace(line[start : start + length], " ")
    return len(set(_MARKS.sub("", text)))
