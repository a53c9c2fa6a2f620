"""Tables of the bench: for a terminal, for a machine, for the README."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from rich.table import Table

from chaos.turns.measuring import Outcome, Result, Summary

WANTED_CUTOFFS: Final = "15 % at 300 ms"  # issue 3
WANTED_LATENCY: Final = "900 ms at 5 %"
METHOD: Final = (
    "False cut-offs per hold of 0.2 to 5 s, mean latency over all true ends, best of a"
    " sweep over threshold, delay and timeout: the rules of eot-bench. Latency is counted"
    " from the labelled end and holds the ear's own delay (about 0.1 s); the silence-only"
    " row knows the labels, as there. Texts come with the delay of the product's decodes."
)
NO_HUMANS: Final = "no recorded humans in this language: synthetic voices only"
NO_JUDGE: Final = "there is no judge by ear: what needs one stands as if it never spoke"


def families(results: Sequence[Result]) -> Table:
    """Return the sweep's table, in the columns of eot-bench."""
    table = Table(title="end of turn, swept", title_justify="left")
    for column in ("language", "policy", "cut-offs at 300 ms", "at 600 ms"):
        table.add_column(column)
    for column in ("latency at 5 %", "at 10 %"):
        table.add_column(column)
    for result in results:
        for name, some in result.families.items():
            table.add_row(result.language, name, *_cells(some))
    return table


def products(results: Sequence[Result]) -> Table:
    """Return the product's own points."""
    table = Table(title="end of turn, as the product is set", title_justify="left")
    for column in ("language", "policy", "holds cut off", "latency", "holds", "ends"):
        table.add_column(column)
    for result in results:
        for name, some in result.products.items():
            table.add_row(result.language, name, *_outcome(some))
        ended = f"{result.stray} more turns ended where nobody paused"
        table.add_row(result.language, "", "", ended)
    return table


def kinds(result: Result) -> Table:
    """Return the product's point for each kind of turn."""
    title = f"end of turn in {result.language}, by kind of turn"
    table = Table(title=title, title_justify="left")
    for column in ("kind", "holds cut off", "latency", "holds", "ends"):
        table.add_column(column)
    for name, some in result.kinds.items():
        table.add_row(name, *_outcome(some))
    if not result.human_turns:
        table.add_row("recorded humans", NO_HUMANS)
    return table


def as_json(results: Sequence[Result]) -> dict[str, Any]:
    """Return everything, curves included; "nan" is null."""
    found: dict[str, Any] = _clean(
        {"method": METHOD, "languages": {one.language: asdict(one) for one in results}}
    )
    return found


def rows(results: Sequence[Result]) -> list[tuple[str, str, str]]:
    """Return (what, measured, wanted) for the README."""
    return [row for result in results for row in _rows(result)]


def _rows(result: Result) -> Iterator[tuple[str, str, str]]:
    best = result.families["audio and text"]
    silent = result.families["silence only"]
    head = f"end of turn in {result.language}"
    yield (
        f"{head}: false cut-offs at 300 / 600 ms",
        f"{_pair(best.cutoffs, _share)} (silence only {_pair(silent.cutoffs, _share)})",
        WANTED_CUTOFFS,
    )
    yield (
        f"{head}: latency at 5 / 10 % false cut-offs",
        f"{_pair(best.latency_ms, _ms)} (silence only {_pair(silent.latency_ms, _ms)})",
        WANTED_LATENCY,
    )
    clock = result.families.get("audio and text, VAD's clock")
    if clock is not None:  # spans found by a VAD begin when it hears the silence
        yield (
            f"{head}: the same, counted from where the VAD hears the silence",
            f"{_pair(clock.cutoffs, _share)}; {_pair(clock.latency_ms, _ms)}",
            "",
        )
    product = result.products["product"]
    humans = result.kinds.get("recorded humans")
    people = (
        f"humans {_share(humans.cutoffs)}, {_ms(humans.latency_ms)}"
        if humans
        else NO_HUMANS
    )
    does = (
        f"{_share(product.cutoffs)} of {product.holds} holds cut off,"
        f" {_ms(product.latency_ms)} after a true end ({people})"
    )
    yield (
        f"{head}: the product as it is set",
        does,
        "",
    )


def _cells(some: Summary) -> list[str]:
    return [
        *(_share(one) for one in some.cutoffs),
        *(_ms(one) for one in some.latency_ms),
    ]


def _outcome(some: Outcome) -> list[str]:
    counts = [str(some.holds), str(some.ends)]
    return [_share(some.cutoffs), _ms(some.latency_ms), *counts]


def _pair(values: Sequence[float | None], say: Callable[[float | None], str]) -> str:
    return " / ".join(say(value) for value in values)


def _share(value: float | None) -> str:
    return "-" if value is None or math.isnan(value) else f"{100 * value:.1f} %"


def _ms(value: float | None) -> str:
    return "-" if value is None or math.isnan(value) else f"{value:.0f} ms"


def _clean(value: object) -> Any:  # noqa: ANN401  # what json takes
    if isinstance(value, dict):
        return {str(key): _clean(some) for key, some in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(some) for some in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    return value
