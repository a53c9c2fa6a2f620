"""A price table as a file: YAML, read strictly.

Whatever is missing, misspelt, of the wrong kind or said twice stops the start with one
sentence that names the entry and the field: a price that is read wrongly is money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final, cast, get_args

from callcore.shared.costs.pricetable import (
    ModelEnd,
    Price,
    PriceError,
    PriceTable,
    Rounding,
    Source,
)
from callcore.shared.costs.usage import Component, Mode, Unit
from callcore.shared.strictyaml import StrictYamlError, load_strictly

PACKAGED: Final = Path(__file__).with_name("prices.yaml")
MOST_BYTES: Final = 1_000_000  # the packaged table has 13 kB
_MOST_ENTRIES: Final = 5_000
_MOST_MICROS: Final = 10**12  # a million of the currency
_MOST_UNITS: Final = 10**12
_LONGEST_TEXT: Final = 500
_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def packaged_prices() -> PriceTable:
    """Return the table that callcore ships with."""
    return read_prices(PACKAGED)


def read_prices(path: Path) -> PriceTable:
    """Return the table in ``path``; raises :exc:`PriceError` with one sentence."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        text = content.decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise PriceError(f"price table {path} cannot be read: {reason}.") from None
    if len(content) > MOST_BYTES:
        raise PriceError(f"price table {path} is larger than {MOST_BYTES} bytes.")
    return parse_prices(text, str(path))


def parse_prices(text: str, name: str) -> PriceTable:
    """Return the table that ``text`` describes; ``name`` says in errors where it is."""
    try:
        return _table(_Entry("the file", load_strictly(text)))
    except (PriceError, StrictYamlError) as error:
        raise PriceError(f"price table {name}, {error}") from None


def _table(file: _Entry) -> PriceTable:
    currency = file.text("currency", _CURRENCY)
    sources = dict(map(_source, file.named("sources")))
    prices = [_price(entry, sources) for entry in file.entries("prices", "id")]
    ends = [_end(entry) for entry in file.entries("models", "model")]
    file.done()
    _refuse_two_ends(ends)
    return PriceTable(currency, prices, ends)


def _source(entry: _Entry) -> tuple[str, Source]:
    url = entry.text("url", re.compile(r"https?://\S+"), "")
    source = Source(entry.text("title"), url)
    entry.done()
    return entry.name, source


def _price(entry: _Entry, sources: dict[str, Source]) -> Price:
    named = entry.text("source")
    if named not in sources:
        raise entry.wrong("source", "one of the sources above")
    since = entry.day("from")
    until = entry.day("to") if "to" in entry else None
    if until is not None and until <= since:
        raise entry.wrong("to", "later than from")
    price = Price(
        id=entry.text("id", _ID),
        component=cast("Component", entry.choice("component", get_args(Component))),
        provider=entry.text("provider"),
        models=entry.texts("models"),
        modes=cast("tuple[Mode, ...]", entry.texts("modes", get_args(Mode))),
        unit=cast("Unit", entry.choice("unit", get_args(Unit))),
        micros=entry.number("micros", 0, _MOST_MICROS),
        per=entry.number("per", 1, _MOST_UNITS),
        since=since,
        until=until,
        source=sources[named],
        checked=entry.day("checked"),
        rounding=_rounding(entry),
        note=entry.text("note", default=""),
    )
    entry.done()
    return price


def _rounding(entry: _Entry) -> Rounding:
    rounds = entry.choice("rounds", ("request", "line"), "request")
    return Rounding(
        block=entry.number("block", 1, _MOST_UNITS, 1),
        minimum=entry.number("minimum", 0, _MOST_UNITS, 0),
        of="line" if rounds == "line" else "request",
    )


def _end(entry: _Entry) -> ModelEnd:
    end = ModelEnd(
        entry.text("provider"),
        entry.text("model"),
        entry.day("shutdown_date"),
        entry.text("successor", default=""),
    )
    entry.done()
    if end.successor == end.model:
        raise entry.wrong("successor", "another model")
    return end


def _refuse_two_ends(ends: list[ModelEnd]) -> None:
    named = [(end.provider, end.model) for end in ends]
    for end in ends:
        if named.count((end.provider, end.model)) > 1:
            raise PriceError(f"entry {end.model}, field model: there are two of them.")


class _Entry:
    """One mapping of the file: its fields are taken, and what is left over is wrong."""

    def __init__(self, name: str, content: object) -> None:
        self.name = name
        if not isinstance(content, dict):
            raise PriceError(f"{name}: it must be a mapping.")
        self._left: dict[object, object] = dict(content)

    def __contains__(self, field: str) -> bool:
        return field in self._left

    def wrong(self, field: str, wanted: str) -> PriceError:
        """Return the error that says what ``field`` must be."""
        return PriceError(f"{self.name}, field {field}: it must be {wanted}.")

    def done(self) -> None:
        """Refuse fields that nobody took."""
        for field in self._left:
            raise PriceError(f"{self.name}, field {str(field)[:60]}: it is unknown.")

    def text(
        self,
        field: str,
        shape: re.Pattern[str] | None = None,
        default: str | None = None,
    ) -> str:
        """Take a text, of ``shape`` if one is given."""
        if default is not None and field not in self._left:
            return default
        value = self._take(field)
        if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_TEXT:
            raise self.wrong(field, f"a text of at most {_LONGEST_TEXT} characters")
        if shape is not None and not shape.fullmatch(value):
            raise self.wrong(field, f"of the form {shape.pattern}")
        return value

    def choice(
        self, field: str, known: tuple[str, ...], default: str | None = None
    ) -> str:
        """Take one of the words in ``known``."""
        value = self.text(field, default=default)
        if value not in known:
            raise self.wrong(field, " or ".join(known))
        return value

    def texts(self, field: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Take a list of different texts, of words in ``known`` if there are any."""
        value = self._take(field)
        if not isinstance(value, list) or not 0 < len(value) <= _MOST_ENTRIES:
            raise self.wrong(field, "a list")
        texts = tuple(item for item in value if isinstance(item, str) and item)
        if len(set(texts)) != len(value) or (known and not set(texts) <= set(known)):
            raise self.wrong(
                field, f"a list of different {' or '.join(known) or 'texts'}"
            )
        return texts

    def number(
        self, field: str, least: int, most: int, default: int | None = None
    ) -> int:
        """Take a whole number."""
        if default is not None and field not in self._left:
            return default
        value = self._take(field)
        if type(value) is not int or not least <= value <= most:
            raise self.wrong(field, f"a whole number from {least} to {most}")
        return value

    def day(self, field: str) -> date:
        """Take a date without a time."""
        value = self._take(field)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(field, "a date, as 2026-11-22")
        return value

    def entries(self, field: str, names: str) -> Iterator[_Entry]:
        """Take a list of mappings; each is called by what it has in field ``names``."""
        value = self._take(field)
        if not isinstance(value, list) or len(value) > _MOST_ENTRIES:
            raise self.wrong(field, f"a list of at most {_MOST_ENTRIES} entries")
        for number, item in enumerate(value, 1):
            called = item.get(names) if isinstance(item, dict) else None
            named = (
                str(called)[:80] if isinstance(called, str) else f"{number} of {field}"
            )
            yield _Entry(f"entry {named}", item)

    def named(self, field: str) -> Iterator[_Entry]:
        """Take a mapping of names to mappings."""
        value = self._take(field)
        if not isinstance(value, dict) or len(value) > _MOST_ENTRIES:
            raise self.wrong(field, "a mapping of names")
        for name, item in value.items():
            yield _Entry(str(name)[:80], item)

    def _take(self, field: str) -> object:
        if field not in self._left:
            raise PriceError(f"{self.name}, field {field}: it is missing.")
        return self._left.pop(field)
