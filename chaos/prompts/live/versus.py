"""The part of a report that compares two runs of the same dialogues."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from chaos.prompts.live.markup import Html, joined, table, tag
from chaos.prompts.live.results import KINDS, Result, Run, tries_of
from chaos.prompts.live.statistics import Difference, compare, pass_hat

MOST_NAMED: Final = 60
_HEAD: Final = ("", "A", "B", "B - A", "95 %", "p", "cases", "better", "worse")


def versus(before: Run, run: Run) -> Html:
    """Return the comparison: A is ``before``, B is ``run``."""
    a, b = before.facts, run.facts
    return joined(
        [
            tag("h2", "A against B"),
            tag("p", f"A: prompt {a.prompt_version}, {a.model}, {a.started}."),
            tag("p", f"B: prompt {b.prompt_version}, {b.model}, {b.started}."),
            _same(before, run),
            table(_HEAD, _rows(before, run), 1),
            *_moved(before, run),
        ]
    )


def _same(before: Run, run: Run) -> Html | None:
    """Warn of what differs besides the prompt."""
    a, b = before.facts, run.facts
    differ = [
        name
        for name, one, other in (
            ("the model", a.model, b.model),
            ("the parameters", a.params_sha, b.params_sha),
            ("the tools", a.tools_sha, b.tools_sha),
            ("the caller", (a.caller, a.caller_model), (b.caller, b.caller_model)),
        )
        if one != other
    ]
    if not differ:
        return None
    words = f"Not only the prompt differs, but also {', '.join(differ)}."
    return tag("p", words, class_="banner warn")


def _rows(before: Run, run: Run) -> Iterator[Sequence[str]]:
    for kind in KINDS:
        a = [result for result in before.judged if result.kind == kind]
        b = [result for result in run.judged if result.kind == kind]
        yield from _grouped(kind, a, b, lambda _result: "all")
        yield from _grouped(kind, a, b, lambda result: result.language)
        yield from _grouped(kind, a, b, lambda result: result.category)


def _grouped(
    kind: str, a: list[Result], b: list[Result], name_of: Callable[[Result], str]
) -> Iterator[Sequence[str]]:
    for name in sorted({name_of(result) for result in (*a, *b)}):
        these = [result for result in a if name_of(result) == name]
        those = [result for result in b if name_of(result) == name]
        found = compare(tries_of(these), tries_of(those))
        if found.cases:
            yield _row(f"{kind}, {name}", these, those, found)


def _row(
    name: str, a: list[Result], b: list[Result], found: Difference
) -> Sequence[str]:
    both = tries_of(a).keys() & tries_of(b).keys()

    def mean(results: list[Result]) -> str:
        tries = tries_of(results)
        return (
            f"{float(sum(pass_hat(tries[case], 1) for case in both)) / len(both):.3f}"
        )

    return [
        name,
        mean(a),
        mean(b),
        f"{found.value:+.3f}",
        f"{found.interval.low:+.3f} to {found.interval.high:+.3f}",
        found.p_text.removeprefix("p ").removeprefix("= "),
        str(found.cases),
        str(found.better),
        str(found.worse),
    ]


def _moved(before: Run, run: Run) -> Iterator[Html]:
    a, b = tries_of(before.results), tries_of(run.results)
    moved = {
        case: pass_hat(b[case], 1) - pass_hat(a[case], 1)
        for case in a.keys() & b.keys()
    }
    worse = sorted(case.split()[0] for case, by in moved.items() if by < 0)
    better = sorted(case.split()[0] for case, by in moved.items() if by > 0)
    for title, cases in (("Worse in B", worse), ("Better in B", better)):
        more = f" and {len(cases) - MOST_NAMED} more" if len(cases) > MOST_NAMED else ""
        named = ", ".join(cases[:MOST_NAMED]) + more
        yield tag("p", tag("b", f"{title}: "), named or "none")
