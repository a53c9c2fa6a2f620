"""``python -m chaos.cuts [--rounds N] [--database]``: the crash suite of exactly-once.

With ``--database`` the keys stand in a real PostgreSQL, which is there, away, goes away or
cannot be heard, in turns. Every cut point once a round; the exit code is 1 if a promise is broken, or if the negative
control, an outbox in memory, does not break any.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import trio
from rich.console import Console
from rich.table import Table

from callcore.shared.database.migrate import migrate
from callcore.shared.database.pool import open_database
from callcore.shared.embedded.postgres import EmbeddedPostgres
from chaos.cuts.books import FAULTS
from chaos.cuts.points import control_cuts, cuts_of, with_weather
from chaos.cuts.suite import FAILED, NOT_REACHED, Finding, Tell, run_suite

COLUMNS = (*FAULTS, NOT_REACHED, FAILED)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite; return the exit code."""
    asked = _parser().parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 150)

    def tell(name: str) -> None:
        if asked.verbose:
            console.print(f"  {name}", highlight=False)

    with tempfile.TemporaryDirectory() as folder:
        findings = _run(Path(folder), asked.rounds, tell, database=asked.database)
        control = run_suite(
            Path(folder) / "control", control_cuts(), tell, durable=False
        )
    console.print(table_of(findings))
    broken = sum(bool(finding.faults) for finding in findings)
    red = sum(bool(finding.faults) for finding in control)
    console.print(f"{len(findings)} crashes, {broken} with a broken promise.")
    console.print(
        f"Negative control, keys in memory only: {red} of {len(control)} are broken, "
        + ("as they must be." if red else "which proves that this suite sees nothing.")
    )
    return 1 if broken or not red else 0


def _run(folder: Path, rounds: int, tell: Tell, *, database: bool) -> Sequence[Finding]:
    cuts = {number: cuts_of(number) for number in range(rounds)}
    if not database:
        return run_suite(folder / "cuts", list(chain(*cuts.values())), tell)
    rough = [with_weather(each, number) for number, each in cuts.items()]
    server = EmbeddedPostgres(folder / "postgres")
    try:
        url = server.start()
        trio.run(_migrate, url)
        return run_suite(folder / "cuts", list(chain(*rough)), tell, database=url)
    finally:
        server.stop()
        server.remove()


async def _migrate(url: str) -> None:
    async with open_database(url) as database:
        await migrate(database)


def table_of(findings: Sequence[Finding]) -> Table:
    """Return what was cut how often, and which promises were broken."""
    table = Table(title="Exactly once: crashes and broken promises")
    table.add_column("cut", no_wrap=True)
    table.add_column("times", justify="right")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    for name, group in _groups(findings).items():
        counts = Counter(fault for one in group for fault in one.faults)
        table.add_row(name, str(len(group)), *(str(counts[c]) for c in COLUMNS))
    return table


def _groups(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.cut.name, []).append(finding)
    return groups


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chaos.cuts", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1, help="every cut so often")
    parser.add_argument("--database", action="store_true", help="with PostgreSQL")
    parser.add_argument("--verbose", action="store_true", help="say what is cut")
    return parser


if __name__ == "__main__":
    sys.exit(main())
