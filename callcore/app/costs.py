"""``callcore costs``: what recorded calls cost, and what hearing them could cost.

``callcore costs [FILE or FOLDER ...] [--json] [--picture FILE.svg]``. Without a file it reads
what the workers wrote below the data folder, and what the demo wrote there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

import trio
from rich.console import Console
from rich.table import Table
from rich.text import Text

from callcore.app.money import prices_of, today
from callcore.shared.costs.ledger import read_ledger
from callcore.shared.costs.money import divided, money_text
from callcore.shared.costs.picture import draw
from callcore.shared.costs.pricekeeper import active_prices
from callcore.shared.costs.pricestore import checked
from callcore.shared.costs.pricetable import PriceError, PriceTable
from callcore.shared.costs.report import (
    OPENED_WORDS,
    THOUSAND,
    Report,
    as_json,
    report_of,
    times_cheapest,
)
from callcore.shared.costs.totals import ArmTotal, by_component
from callcore.shared.costs.usagelog import FOLDER
from callcore.shared.costs.usageread import Recorded, read_usage, usage_files
from callcore.shared.costs.whatif import Row
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import open_database
from callcore.shared.settings import Config

NOTHING = "no usage is recorded in {places}: take some calls first, or `just demo`."


def run(config: Config, arguments: Sequence[str], out: TextIO | None = None) -> int:
    """Print the report. Returns 0, or 1 without anything to report, or 2 if asked wrongly."""
    out = out or sys.stdout
    asked = _parser().parse_args(arguments)
    if asked.picture and asked.picture.suffix != ".svg":
        return _complain("--picture writes SVG: its file must end in .svg.", 2)
    try:
        recorded, table = _read(config, asked.places)
    except PriceError as error:
        return _complain(str(error), 2)
    except DatabaseError as error:
        return _complain(f"the database does not answer: {error}.", 1)
    if not recorded.spent and not recorded.calls:
        named = " or ".join(map(str, asked.places or [_where(config)]))
        return _complain(NOTHING.format(places=named), 1)
    report = report_of(recorded, table, today())
    for path in recorded.unreadable:
        _complain(f"{path} cannot be read.", 1)
    if asked.json:
        json.dump(as_json(report), out, indent=2)
        out.write("\n")
    else:
        show(report, Console(file=out, highlight=False, width=_width(out)))
    return _picture(report, asked.picture) if asked.picture else 0


def _read(config: Config, places: Sequence[Path]) -> tuple[Recorded, PriceTable]:
    """Return what is recorded, in files that are named or where the workers keep it."""
    if config.database_url and not places:
        return trio.run(_read_database, config)
    files = usage_files(places or _default_places(config))
    return read_usage(files), prices_of(config)


async def _read_database(config: Config) -> tuple[Recorded, PriceTable]:
    async with open_database(config.database_url, connections=1) as database:
        found = await active_prices(database)
        table = prices_of(config) if found is None else checked(found[1])
        return await read_ledger(database), table


def _where(config: Config) -> Path | str:
    return "the database" if config.database_url else config.data_dir / FOLDER


def _default_places(config: Config) -> list[Path]:
    """Return the folders that are there of the workers and of the demo."""
    folders = (config.data_dir / FOLDER, config.data_dir / "demo" / FOLDER)
    return [folder for folder in folders if folder.is_dir()]


def _parser() -> argparse.ArgumentParser:
    about = "What recorded calls cost, and what hearing them could cost."
    parser = argparse.ArgumentParser("callcore costs", description=about)
    parser.add_argument("places", nargs="*", type=Path, metavar="FILE or FOLDER")
    parser.add_argument("--json", action="store_true", help="print the numbers only")
    parser.add_argument(
        "--picture", type=Path, metavar="FILE.svg", help="draw them, too"
    )
    return parser


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"callcore costs: {sentence}\n")
    return code


def _width(out: TextIO) -> int | None:
    return None if out.isatty() else 120


def _picture(report: Report, path: Path) -> int:
    if not report.calls:
        return _complain("no call has ended: there is nothing to draw.", 1)
    try:
        path.write_text(draw(report), encoding="utf-8")
    except OSError as error:
        return _complain(f"{path} cannot be written: {error.strerror}.", 1)
    sys.stderr.write(f"drew {path}\n")
    return 0


def show(report: Report, console: Console) -> None:
    """Print the report for people: what is wrong first."""
    for sentence in warnings(report):
        console.print(Text(sentence, style="bold red"))
    console.print(_totals(report))
    if not report.calls:
        console.print(Text("No call has ended: nothing can be compared."))
        return
    console.print(_choices(report))
    for sentence in _notes(report):
        console.print(Text(sentence, style="dim"))


def warnings(report: Report) -> Iterable[str]:
    """Return what somebody has to do something about, one sentence each."""
    for total in report.unpriced:
        yield (
            f"UNPRICED: {total.provider} {total.model} ({total.component}, {total.mode}, "
            f"{total.unit}), lines: {total.unpriced}. They are in no sum; add their price "
            "to the price table."
        )
    for end in report.ending:
        days = (end.shutdown - report.day).days
        instead = f"; {end.successor} takes its place" if end.successor else ""
        yield f"ENDS: {end.provider} {end.model} in {days} days ({end.shutdown}){instead}."
    for total in report.disputed:
        yield (
            f"DISPUTED: {total.provider} {total.model} says that it bills "
            f"{total.vendor_ms:,} ms where the price table makes it {total.compared_ms:,}."
        )
    if report.garbage or report.torn or report.left:
        yield (
            f"NOT READ: {report.garbage} lines of garbage, {report.torn} torn ones, "
            f"{report.left} beyond the limit."
        )


def _totals(report: Report) -> Table:
    table = Table(title="What was used", title_justify="left", box=None)
    for heading in ("part", "engine", "billed as", "lines"):
        table.add_column(heading)
    for heading in ("used", "billed", "cost"):
        table.add_column(heading, justify="right")
    for total in report.totals:
        cost = money_text(total.amount_micros, report.currency, 6)
        if total.unpriced:
            cost = f"{cost} + {total.unpriced} unpriced"
        if total.aside_micros:
            cost += f" ({money_text(total.aside_micros, report.currency, 6)} aside)"
        cells = (
            total.component,
            f"{total.provider} {total.model}",
            f"{total.mode}, {total.unit}",
            f"{total.lines:,}",
            f"{total.quantity:,}",
            f"{total.billed_quantity:,}",
            cost,
        )
        table.add_row(*map(Text, cells), style="red" if total.unpriced else "")
    for component, micros in sorted(by_component(report.totals).items()):
        cost = money_text(micros, report.currency, 6)
        table.add_row(component, "all", "", "", "", "", cost, style="bold")
    return table


def _choices(report: Report) -> Table:
    calls = report.calls
    title = (
        f"What hearing them would cost ({calls} calls, mean {_s(report.duration_ms, calls)}"
        f" s, speech {_s(report.speech_ms, calls)} s; prices of {report.day})"
    )
    table = Table(title=title, title_justify="left", box=None)
    for heading in ("speech to text", "billed"):
        table.add_column(heading)
    headings = ("billed s", "speech s", "a call", f"{THOUSAND} calls", "times", "text")
    for heading in headings:
        table.add_column(heading, justify="right")
    notes = _latencies(report)
    for row in report.rows:
        cells = (
            row.name + (f" (ends {row.shutdown})" if row.shutdown else ""),
            OPENED_WORDS[row.opened],
            _s(row.billed_ms, calls),
            _s(report.speech_ms, calls),
            *_money(row, report),
            f"[{notes.index(row.latency) + 1}]" if row.latency in notes else "",
        )
        bold = row.opened is None
        table.add_row(*map(Text, cells), style="bold" if bold else "")
    return table


def _money(row: Row, report: Report) -> tuple[str, str, str]:
    call = row.per_calls_micros(1, report.calls)
    thousand = row.per_calls_micros(THOUSAND, report.calls)
    if call is None or thousand is None:
        return ("unpriced", "unpriced", "")
    partly = " + unpriced" if row.unpriced else ""
    if not thousand:
        return ("free" + partly, "free" + partly, "")
    times = times_cheapest(row, report)
    return (
        money_text(call, report.currency, 4) + partly,
        money_text(thousand, report.currency, 2) + partly,
        f"{times:.1f}" if times is not None else "",
    )


def _latencies(report: Report) -> list[str]:
    """Return when texts are there, each once, in the order of the rows."""
    return list(dict.fromkeys(row.latency for row in report.rows if row.opened))


def _notes(report: Report) -> Iterable[str]:
    for number, latency in enumerate(_latencies(report), 1):
        yield f"[{number}] text: {latency}"
    for row in report.rows:
        if row.cpu_ms is not None:
            how = "recorded" if row.cpu_measured else "estimated"
            cpu_s = row.cpu_ms / report.calls / 1000
            yield f"{row.name}: {cpu_s:.1f} s of a processor for a call ({how})."
    if len(report.arms) > 1:
        yield from (_arm(arm, report.currency) for arm in report.arms)
    if report.unfinished:
        yield f"Calls without an end: {report.unfinished}, counted above, not compared."


def _arm(arm: ArmTotal, currency: str) -> str:
    call = money_text(divided(arm.amount_micros, arm.calls), currency, 4)
    stt = money_text(divided(arm.stt_micros, arm.calls), currency, 4)
    more = f" and lines without a price: {arm.unpriced}" if arm.unpriced else ""
    name = arm.arm or "(no arm)"
    return f"arm {name}: {arm.calls:,} calls at {call} each, {stt} of it stt{more}."


def _s(milliseconds: int, calls: int) -> str:
    return f"{milliseconds / calls / 1000:.1f}"
