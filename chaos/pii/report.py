"""Scores as tables: for the terminal, and for the README beside those of other programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from typing import Final

from chaos.bench.tables import as_grid
from chaos.pii.scoring import Score

WANTED: Final = {  # least percent of spans hidden, by label and style
    ("PHONE", "written"): 98, ("PHONE", "log"): 98, ("PHONE", "speech"): 95, ("PHONE", "turns"): 93,
    ("PERSON", "written"): 92, ("PERSON", "log"): 92, ("PERSON", "speech"): 80,
    ("EMAIL", "written"): 98, ("EMAIL", "log"): 98, ("EMAIL", "speech"): 85,
    ("CARD", ""): 99, ("IBAN", ""): 99, ("ADDRESS", ""): 85, ("VIN", ""): 95, ("PLATE", ""): 95,
}  # fmt: skip
MIN_F2: Final = 92
MAX_OVER: Final = 1  # percent of words, and of protected spans
MAX_CLEAN: Final = 3  # percent of lines without personal data
PEERS: Final = (  # other programs on other 1,500 lines of the same make; PHONE ... are strict
    ("Presidio 2.2, all its types", 53, 62, 55, 57, 44.6, 29.0, 81, "0.01"),
    ("Presidio uk/ru/en, Russian recognisers", 35, 62, 15, 57, 30.7, 2.8, 27, "0.03"),
    ("Rampart (ONNX) and patterns", 43, 50, 29, 52, 44.2, 8.4, 54, "0.01"),
    ("natasha, persons only", 17, 0, 43, 0, 12.1, 1.1, 6, "0.07"),
    ("phonenumbers, three regions", 19, 58, 0, 0, 17.0, 0.0, 0, "0.4"),
    ("scrubadub", 16, 33, 0, 56, 17.1, 0.1, 0, "0.7"),
    ("the best of them put together", 60, 61, 67, 57, 48.5, 2.2, 14, "0.04"),
)


def percent(value: float) -> str:
    """Return a share for a table."""
    return "-" if isnan(value) else f"{value:.1f}"


def summary(name: str, total: Score) -> str:
    """Return one paragraph about a set."""
    speed = f"{total.megabytes_a_cpu_second:.2f} MB a CPU second, p99 {total.p99_us:.0f} us a line"
    return (
        f"{name}: {total.lines} lines\n"
        f"  F2 {percent(total.f2)} (recall {percent(total.recall)}, precision"
        f" {percent(total.precision)}); over-masked words {percent(total.over)} %, protected"
        f" altered {percent(total.altered)} %, clean lines changed"
        f" {percent(total.clean.strict)} %\n  {speed}"
    )


def by_group(groups: Mapping[tuple[str, str], Score]) -> str:
    """Return the strict recall of each label, by style and language, as a grid."""
    labels = sorted({label for total in groups.values() for label in total.kinds})
    rows = []
    for (style, language), total in sorted(groups.items()):
        cells = [_cell(total, label) for label in labels]
        rows.append(
            (style, language, *cells, percent(total.over), percent(total.altered))
        )
    return as_grid(("style", "language", *labels, "over", "altered"), rows)


def _cell(total: Score, label: str) -> str:
    tally = total.kinds.get(label)
    return f"{percent(tally.strict)} ({tally.spans})" if tally else ""


def kept(total: Score) -> str:
    """Return what had to survive and did not, by kind; one line."""
    bad = [
        f"{label.removeprefix('KEEP:')} {tally.hidden} of {tally.spans}"
        for label, tally in sorted(total.kept.items())
        if tally.hidden
    ]
    return f"protected and altered: {', '.join(bad) or 'nothing'}"


def for_readme(sets: Sequence[tuple[str, Score]], where: str) -> str:
    """Return the table of the README: other programs, then ours on each of ``sets``."""
    head = (
        "sanitizer",
        "all",
        "PHONE",
        "PERSON",
        "EMAIL",
        "F2",
        "over",
        "clean",
        "MB/CPU s",
    )
    rows: list[Iterable[object]] = [*PEERS]
    for name, total in sets:
        strict = [
            _all(total),
            *(_strict(total, label) for label in ("PHONE", "PERSON", "EMAIL")),
        ]
        rates = [percent(total.f2), percent(total.over), percent(total.clean.strict)]
        rows.append(
            (
                f"**callcore**, {name}",
                *strict,
                *rates,
                f"{total.megabytes_a_cpu_second:.1f}",
            )
        )
    grid = as_grid(head, [[str(cell) for cell in row] for row in rows])
    return f"{grid}\n\nOurs measured by `just pii` on {where}."


def _strict(total: Score, label: str) -> str:
    tally = total.kinds.get(label)
    return percent(tally.strict) if tally else "-"


def _all(total: Score) -> str:
    spans = sum(tally.spans for tally in total.kinds.values())
    hidden = sum(tally.hidden for tally in total.kinds.values())
    return percent(100 * hidden / spans) if spans else "-"


def lacking(
    name: str, total: Score, groups: Mapping[tuple[str, str], Score]
) -> list[str]:
    """Return one sentence for each number that the project promises and a set misses."""
    found = [
        f"{name}: {what} is {percent(value)}, wanted {sign} {bound}"
        for what, value, sign, bound, bad in (
            ("F2", total.f2, ">=", MIN_F2, total.f2 < MIN_F2),
            ("over-masked words", total.over, "<=", MAX_OVER, total.over > MAX_OVER),
            (
                "protected and altered",
                total.altered,
                "<=",
                MAX_OVER,
                total.altered > MAX_OVER,
            ),
            (
                "clean lines changed",
                total.clean.strict,
                "<=",
                MAX_CLEAN,
                total.clean.strict > MAX_CLEAN,
            ),
        )
        if bad
    ]
    for (label, style), bound in WANTED.items():
        hidden, spans = _together(groups, label, style)
        if spans and 100 * hidden < bound * spans:
            where = f" ({style})" if style else ""
            share = percent(100 * hidden / spans)
            found.append(f"{name}: {label}{where} is {share}, wanted >= {bound}")
    return found


def _together(
    groups: Mapping[tuple[str, str], Score], label: str, style: str
) -> tuple[int, int]:
    tallies = [
        total.kinds[label]
        for (each, _language), total in groups.items()
        if label in total.kinds and each == (style or each)
    ]
    return sum(tally.hidden for tally in tallies), sum(tally.spans for tally in tallies)
