"""How Russian and Ukrainian put number words together; their tables are in ru and uk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from callcore.shared.spoken.tongue import Gender, OrdinalForm, Plural


def plural_form(count: int, forms: Plural) -> str:
    """Return the form of a noun after ``count``."""
    last, teens = count % 10, count % 100
    if last == 1 and teens != 11:
        return forms[0]
    if last in (2, 3, 4) and teens not in (12, 13, 14):
        return forms[1]
    return forms[2]


@dataclass(frozen=True, slots=True)
class SlavicWords:
    """The words for saying numbers in one language."""

    cardinals: Mapping[int, str]
    one: Mapping[Gender, str]
    two_feminine: str
    scales: tuple[tuple[int, Plural], ...]  # biggest first
    ordinal_stems: Mapping[int, str]
    ordinal_endings: Mapping[OrdinalForm, str]
    stressed_endings: frozenset[int]  # masculine ordinals in -oj: vtoroj
    stressed_ending: str
    third: Mapping[OrdinalForm, str]

    def cardinal(self, n: int, gender: Gender = "m") -> str:
        """Return the words of 0 to 999,999,999, nominative."""
        return " ".join(self._parts(n, gender)) if n else self.cardinals[0]

    def _parts(self, n: int, gender: Gender) -> Iterator[str]:
        first = True
        for scale, names in self.scales:
            count, n = divmod(n, scale)
            if count > 1 or (count and not first):  # "тысяча", not "одна тысяча"
                yield from self._below_thousand(count, "f" if scale == 1000 else "m")
            if count:
                yield plural_form(count, names)
                first = False
        yield from self._below_thousand(n, gender)

    def _below_thousand(self, n: int, gender: Gender) -> Iterator[str]:
        rest = n % 100
        ones = rest if rest < 20 else rest % 10
        for part in (n - rest, rest - ones, ones):
            if part:
                yield self._word(part, gender)

    def _word(self, n: int, gender: Gender) -> str:
        if n == 1:
            return self.one[gender]
        return self.two_feminine if n == 2 and gender == "f" else self.cardinals[n]

    def ordinal(self, n: int, form: OrdinalForm = "m") -> str:
        """Return the ordinal of 1 to 9,999; only its last word is inflected."""
        for size in (10, 100, 1000, 10_000):
            last = n % 100 if 10 <= n % 100 < 20 else n % size
            if last == 3 or last in self.ordinal_stems:
                head = self.cardinal(n - last) + " " if n > last else ""
                return head + self._last_word(last, form)
        return self.cardinal(n)  # round hundreds and thousands: dates need none

    def _last_word(self, n: int, form: OrdinalForm) -> str:
        if n == 3:
            return self.third[form]
        if form == "m" and n in self.stressed_endings:
            return self.ordinal_stems[n] + self.stressed_ending
        return self.ordinal_stems[n] + self.ordinal_endings[form]
