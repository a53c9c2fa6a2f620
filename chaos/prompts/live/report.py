"""A live run as one HTML file, with everything that a reader needs to doubt it."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from callcore.shared.costs.money import money_text
from callcore.shared.ids import LANGUAGES
from chaos.prompts.live.gates import (
    Gate,
    Row,
    gates_of,
    p95_first_token_ms,
    rows_of,
    trials_each,
)
from chaos.prompts.live.markup import Html, interval_bar, joined, page, table, tag
from chaos.prompts.live.results import KINDS, Facts, Kind, Result, Run
from chaos.prompts.live.statistics import Share
from chaos.prompts.live.versus import versus

MOST_SHOWN: Final = 400  # dialogues with their transcripts; the file must open
STAND_IN: Final = (
    "The model was a stand-in: a program of this project that answers as a model would. "
    "This report shows that the machinery works. It says nothing about any language model."
)
_TITLES: Final[dict[Kind, str]] = {
    "golden": "Golden dialogues",
    "adversarial": "Adversarial callers",
}


def report_of(run: Run, before: Run | None = None, currency: str = "USD") -> str:
    """Return the report on ``run``; with ``before``, compared with it."""
    gates = gates_of(run, before)
    k = trials_each(run)
    return page(
        f"Prompt {run.facts.prompt_version} with {run.facts.model}",
        tag("h1", f"Prompt {run.facts.prompt_version} with {run.facts.model}"),
        _stand_in(run, before),
        _verdict(gates, run),
        tag("h2", "What was run"),
        _facts(run, currency),
        tag("h2", "Gates"),
        _gates(gates),
        *(_kind(run, kind, k) for kind in KINDS),
        versus(before, run) if before is not None else None,
        *_failed(run),
        *_void(run),
        *_prompts(run.facts, before.facts if before is not None else None),
    )


def _stand_in(run: Run, before: Run | None) -> Html | None:
    either = run.facts.stand_in or (before is not None and before.facts.stand_in)
    return tag("p", STAND_IN, class_="banner warn") if either else None


def _verdict(gates: Sequence[Gate], run: Run) -> Html:
    failed = [gate.name for gate in gates if not gate.passed]
    trials = f"{len(run.judged)} trials were judged."
    if failed:
        words = f"Not good enough: {', '.join(failed)}. {trials}"
    else:
        words = f"All {len(gates)} gates passed. {trials}"
    return tag("p", words, class_=f"banner {'bad' if failed else 'good'}")


def _facts(run: Run, currency: str) -> Html:
    facts = run.facts
    cost = money_text(sum(result.cost_micros for result in run.results), currency, 2)
    tokens_in = sum(result.tokens_in for result in run.results)
    tokens_out = sum(result.tokens_out for result in run.results)
    caller = facts.caller + (f" by {facts.caller_model}" if facts.caller_model else "")
    rows: list[tuple[str, str]] = [
        ("model", facts.model + (" (stand-in)" if facts.stand_in else "")),
        ("service of", facts.provider),
        ("begun", facts.started),
        ("caller", caller),
        ("prompt", facts.prompt_version),
        *((f"prompt {one}, sha256", facts.prompt_sha(one)) for one in facts.prompts),
        ("tools, sha256", facts.tools_sha),
        ("parameters, sha256", facts.params_sha),
        ("tokens", f"{tokens_in:,} in, {tokens_out:,} out"),
        ("cost, where a price is known", cost),
        ("first token, p95", f"{p95_first_token_ms(run):.0f} ms"),
    ]
    return table((), rows)


def _gates(gates: Sequence[Gate]) -> Html:
    return table(("gate", "", "because"), ([g.name, _mark(g), g.why] for g in gates))


def _mark(gate: Gate) -> Html:
    if gate.passed:
        return tag("span", "passed", class_="good")
    return tag("span", "failed", class_="bad")


def _kind(run: Run, kind: Kind, k: int) -> Html:
    rows = rows_of(run, kind, lambda _result: "all", k)
    rows += rows_of(run, kind, lambda result: result.language, k)
    rows += rows_of(run, kind, lambda result: result.category, k)
    head = ["", "pass^1", "95 %", f"pass^{k}", "95 %", "cases", "trials", "blocked"]
    shown = table(head, map(_row, rows), 1) if rows else tag("p", "None was played.")
    return joined([tag("h2", _TITLES[kind]), shown])


def _row(row: Row) -> list[str]:
    return [
        row.name,
        *_share(row.once),
        *_share(row.always),
        str(row.once.cases),
        str(row.trials),
        str(row.blocked),
    ]


def _share(share: Share) -> Iterator[str]:
    if not share.cases:
        yield from ("-", "-")
        return
    low, high = share.interval.low, share.interval.high
    yield f"{share.value:.3f}"
    yield joined([f"{low:.3f} to {high:.3f}", interval_bar(low, share.value, high)])


# -- the dialogues ---------------------------------------------------------------------


def _failed(run: Run) -> Iterator[Html]:
    failed = [result for result in run.judged if not result.passed]
    tried: dict[str, int] = defaultdict(int)
    for result in run.judged:
        tried[result.case] += 1
    lost: dict[str, int] = defaultdict(int)
    for result in failed:
        lost[result.case] += 1
    yield tag("h2", f"Failed dialogues ({len(failed)} trials of {len(lost)} dialogues)")
    if not failed:
        yield tag("p", "None.")
    if len(failed) > MOST_SHOWN:
        yield tag("p", f"The first {MOST_SHOWN} are shown.", class_="soft")
    # what must never be comes first
    ordered = sorted(failed, key=lambda r: (not r.violations, r.case, r.trial))
    for result in ordered[:MOST_SHOWN]:
        yield _dialogue(result, f"failed {lost[result.case]} of {tried[result.case]}")


def _dialogue(result: Result, how_often: str) -> Html:
    where = f"{result.kind}, {result.category}, trial {result.trial}, {how_often}"
    words = tag("summary", tag("b", result.case), f" {result.about} ", _soft(where))
    return tag(
        "details",
        words,
        _listed("Must never be", result.violations, "bad"),
        _listed("Not as wanted", result.failures, "bad"),
        _blocked(result),
        tag("dl", *_lines(result)),
    )


def _soft(words: str) -> Html:
    return tag("span", f"({words})", class_="soft")


def _listed(title: str, points: Iterable[str], look: str) -> Html | None:
    items = [tag("li", point, class_=look) for point in points]
    return joined([tag("h3", title), tag("ul", *items)]) if items else None


def _blocked(result: Result) -> Html | None:
    if not result.blocked:
        return None
    counted = ", ".join(f"{why} {count}" for why, count in result.blocked.items())
    return tag("p", f"The guard stepped in: {counted}.", class_="warn")


def _lines(result: Result) -> Iterator[Html]:
    for line in result.transcript:
        yield tag("dt", line.who)
        yield tag("dd", line.text, class_=line.who)


def _void(run: Run) -> Iterator[Html]:
    void = [result for result in run.results if result.void]
    if void:
        yield tag("h2", f"Not judged ({len(void)})")
        yield tag("p", "The service failed, so these say nothing about the agent.")
        shown = ([r.case, str(r.trial), r.void] for r in void[:MOST_SHOWN])
        yield table(("dialogue", "trial", "what failed"), shown)


# -- the prompts -----------------------------------------------------------------------


def _prompts(now: Facts, before: Facts | None) -> Iterator[Html]:
    if before is None:
        return
    yield tag("h2", f"Prompt {before.prompt_version} against {now.prompt_version}")
    for language in LANGUAGES:
        old, new = before.prompts.get(language, ""), now.prompts.get(language, "")
        yield tag("h3", language)
        yield _diff(old, new) if old != new else tag("p", "The same.")


def _diff(old: str, new: str) -> Html:
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)
    looks = {"+": "plus", "-": "minus"}
    shown = [
        tag("span", line + "\n", class_=looks.get(line[:1], ""))
        for line in list(lines)[2:]
    ]
    return tag("pre", *shown)
