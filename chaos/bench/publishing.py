"""What every bench does with its numbers: show them, keep them as JSON, put them into README."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from callcore.shared.stamps import now_text
from chaos.bench import measured
from chaos.bench.tables import between_markers

README: Final = Path(__file__).parents[2] / "README.md"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what :func:`publish` looks at."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all there")
    parser.add_argument("--write", action="store_true", help="update README.md")


def where() -> str:
    """Return machine and date, for a caption."""
    return f"{measured.machine()}; {now_text()[:10]}"


def publish(
    page: str,
    found: Mapping[str, Any],
    options: argparse.Namespace,
    bench: str,
    console: Console,
) -> None:
    """Print ``page``; write ``found`` and the README if the options ask for that."""
    console.print(page, markup=False, emoji=False, highlight=False, soft_wrap=True)
    if options.json:
        about = {"machine": measured.machine(), "date": now_text()}
        text = json.dumps(about | dict(found), indent=1, ensure_ascii=False)
        options.json.write_text(text + "\n", encoding="utf-8")
    if options.write:
        write_readme(page, bench)


def write_readme(page: str, bench: str) -> None:
    """Put ``page`` between the markers of ``bench``; see :func:`between_markers`."""
    text = README.read_text(encoding="utf-8")
    README.write_text(between_markers(text, page, bench), encoding="utf-8")
