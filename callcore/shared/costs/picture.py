"""The choices of the report as a picture: one SVG, drawn by hand, readable on paper.

On the left what 1000 calls cost, on the right why: the seconds that are billed against the
seconds in which callers spoke.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from callcore.shared.costs.money import money_text
from callcore.shared.costs.report import OPENED_WORDS, THOUSAND, Report
from callcore.shared.costs.whatif import Opened, Row

_WIDTH: Final = 1180
_TOP: Final = 142  # title, legend, headings of the columns
_ROW: Final = 40
_BAR: Final = 18
_FOOT: Final = 64
_LABEL_X: Final = 32
_COST_X, _COST_WIDTH = 312, 330
_BILLED_X, _BILLED_WIDTH = 772, 290
_INK, _SOFT, _LINE, _PAPER = "#1c2430", "#5b6675", "#dfe4ea", "#ffffff"
_SPEECH: Final = "#1c2430"
_COLOURS: Final[dict[Opened | None, tuple[str, str]]] = {  # of the cost, of the seconds
    None: ("#7a8594", "#d5dae1"),
    "call": ("#c2410c", "#f6c9b0"),
    "utterance": ("#1d6fb8", "#bcd9f2"),
    "speech": ("#1a8754", "#b9e2cd"),
}
_FONT: Final = (
    "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
)


def draw(report: Report) -> str:
    """Return the picture of ``report``; it needs at least one call."""
    height = _TOP + _ROW * len(report.rows) + _FOOT
    size = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{_FONT}">',
        f"<title>{escape(_title(report))}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="{_PAPER}"/>',
        *_head(report),
        *_body(report),
        *_foot(report, height),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _title(report: Report) -> str:
    return f"What it costs to hear {THOUSAND} calls"


def _head(report: Report) -> Iterable[str]:
    calls = max(1, report.calls)
    said = (
        f"From {report.calls:,} recorded call{'s' * (report.calls != 1)} of "
        f"{report.duration_ms / calls / 1000:.0f} s, in which callers spoke for "
        f"{report.speech_ms / calls / 1000:.1f} s in {report.utterances / calls:.1f} "
        "utterances (means)."
    )
    yield _text(_LABEL_X, 40, _title(report), size=22, weight=700)
    yield _text(_LABEL_X, 64, said, size=13, fill=_SOFT)
    x = _LABEL_X
    for opened, words in OPENED_WORDS.items():
        if opened is not None:
            yield _rect(x, 84, 12, 12, _COLOURS[opened][0])
            yield _text(x + 18, 94, words, size=12.5, fill=_SOFT)
            x += 46 + round(6.6 * len(words))
    yield _text(_COST_X, 128, "cost of 1000 calls", size=12.5, weight=700)
    yield _text(_BILLED_X, 128, "seconds of one call:", size=12.5, weight=700)
    yield _rect(_BILLED_X + 164, 118, 22, 11, _COLOURS["call"][1])
    yield _rect(_BILLED_X + 187, 118, 22, 11, _COLOURS["utterance"][1])
    yield _text(_BILLED_X + 215, 128, "billed", size=12.5, fill=_SOFT)
    yield _rect(_BILLED_X + 268, 121, 22, 5, _SPEECH)
    yield _text(_BILLED_X + 296, 128, "speech", size=12.5, fill=_SOFT)


def _body(report: Report) -> Iterable[str]:
    most_micros = max((row.amount_micros or 0 for row in report.rows), default=0)
    most_ms = max([report.speech_ms, *(row.billed_ms for row in report.rows)])
    for number, row in enumerate(report.rows):
        y = _TOP + _ROW * number
        if number == 1:  # below what was
            yield f'<path d="M{_LABEL_X} {y}H{_WIDTH - 32}" stroke="{_LINE}"/>'
        yield from _label(row, y)
        yield from _cost(row, report, y, most_micros)
        yield from _seconds(row, report, y, most_ms)


def _label(row: Row, y: int) -> Iterable[str]:
    yield _text(_LABEL_X, y + 18, row.name, size=14, weight=600)
    words = OPENED_WORDS[row.opened] or "by the ledger"
    if row.shutdown is not None:
        words += f", ends {row.shutdown}"
    if row.unpriced:
        words += f", without a price: {row.unpriced}"
    yield _text(_LABEL_X, y + 33, words, size=11.5, fill=_SOFT)


def _cost(row: Row, report: Report, y: int, most_micros: int) -> Iterable[str]:
    micros = row.per_calls_micros(THOUSAND, report.calls)
    width = _share(row.amount_micros or 0, most_micros, _COST_WIDTH)
    if width:
        yield _rect(_COST_X, y + 11, width, _BAR, _COLOURS[row.opened][0], round_px=2)
    if micros is None:
        words = "no price known"
    elif micros == 0:
        words = f"free{_own_cpu(row, report)}"
    else:
        words = money_text(micros, report.currency, 2)
    yield _text(_COST_X + (width and width + 8), y + 25, words, size=13, weight=600)


def _own_cpu(row: Row, report: Report) -> str:
    if row.cpu_ms is None:
        return ""
    cpu_s = row.cpu_ms / report.calls  # ms of one call are s of a thousand
    return f", but {'' if row.cpu_measured else 'about '}{cpu_s:,.0f} s of a processor"


def _seconds(row: Row, report: Report, y: int, most_ms: int) -> Iterable[str]:
    billed = _share(row.billed_ms, most_ms, _BILLED_WIDTH)
    speech = _share(report.speech_ms, most_ms, _BILLED_WIDTH)
    fill = _COLOURS[row.opened][1]
    yield _rect(_BILLED_X, y + 11, billed, _BAR, fill, round_px=2)
    yield _rect(_BILLED_X, y + 17, speech, 6, _SPEECH)
    seconds = row.billed_ms / report.calls / 1000
    after = _BILLED_X + max(billed, speech) + 8
    yield _text(after, y + 25, f"{seconds:.1f} s", size=13)


def _foot(report: Report, height: int) -> Iterable[str]:
    left = (
        f"List prices of {report.day}, without taxes, free quotas or rebates; an "
        "uncertain price says so in the price table."
    )
    yield _text(_LABEL_X, height - 34, left, size=11.5, fill=_SOFT)
    later = (
        "What is asked after each utterance has its text later than a stream; "
        "`just costs` says by how much, where it is measured."
    )
    yield _text(_LABEL_X, height - 17, later, size=11.5, fill=_SOFT)


def _share(part: int, whole: int, of_px: int) -> int:
    """Return the pixels of a bar; what is there but tiny keeps two."""
    if part <= 0 or whole <= 0:
        return 0
    return max(2, round(of_px * part / whole))


def _rect(
    x: int, y: int, width: int, height: int, fill: str, *, round_px: int = 0
) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" '
        f'rx="{round_px}" fill="{fill}"/>'
    )


def _text(
    x: int, y: int, words: str, *, size: float, fill: str = _INK, weight: int = 400
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" '
        f'fill="{fill}">{escape(words)}</text>'
    )
