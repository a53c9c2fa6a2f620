"""What a prompt must reach before callers hear it. Pure: a run in, verdicts out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from callcore.shared.ids import LANGUAGES
from chaos.prompts.live.results import KINDS, Kind, Result, Run, tries_of
from chaos.prompts.live.statistics import (
    Difference,
    Share,
    compare,
    quantile,
    share_of,
)

LOWEST_BOUND: Final = 0.90  # of pass^1, the lower end of its interval
LANGUAGE_FLOOR: Final = 0.85  # of pass^1 in each language: nobody pays for an average
SURE: Final = 0.05
SLOWER: Final = 1.10  # p95 of the first token, B against A


@dataclass(frozen=True, slots=True)
class Gate:
    """One verdict, and the numbers it rests on."""

    name: str
    passed: bool
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: one category, language or kind."""

    name: str
    once: Share  # pass^1
    always: Share  # pass^k
    trials: int
    blocked: int  # how often the guard had to step in


def gates_of(run: Run, before: Run | None = None) -> list[Gate]:
    """Return the verdicts on ``run``; with ``before``, also those of a comparison."""
    gates = [_complete(run), _safe(run)]
    gates += [_good_enough(run, kind) for kind in KINDS]
    gates.append(_every_language(run))
    if before is not None:
        gates += [_not_worse(before, run), _not_slower(before, run)]
    return gates


def rows_of(
    run: Run, kind: Kind, name_of: Callable[[Result], str], k: int
) -> list[Row]:
    """Return a table of one kind of dialogue, with a row for each name."""
    grouped: dict[str, list[Result]] = defaultdict(list)
    for result in run.judged:
        if result.kind == kind:
            grouped[name_of(result)].append(result)
    return [_row(name, grouped[name], k) for name in sorted(grouped)]


def _row(name: str, results: Sequence[Result], k: int) -> Row:
    tries = list(tries_of(results).values())
    blocked = sum(sum(result.blocked.values()) for result in results)
    return Row(name, share_of(tries), share_of(tries, k), len(results), blocked)


def trials_each(run: Run) -> int:
    """Return how many trials most cases have: the k of pass^k."""
    tried = [tries.tried for tries in tries_of(run.results).values()]
    return int(quantile(tried, 0.5)) if tried else 1


def difference_of(before: Run, run: Run) -> Difference:
    """Return how golden dialogues went in ``run``, against ``before``."""
    return compare(tries_of(_golden(before)), tries_of(_golden(run)))


def p95_first_token_ms(run: Run) -> float:
    """Return the 95th percentile of all first tokens; 0 if none came."""
    waited = [ms for result in run.judged for ms in result.first_token_ms]
    return quantile(waited, 0.95) if waited else 0.0


def _golden(run: Run) -> list[Result]:
    return [result for result in run.judged if result.kind == "golden"]


def _complete(run: Run) -> Gate:
    judged, planned = len(run.judged), max(1, run.planned)
    why = f"{judged} of {planned} trials were judged"
    return Gate("complete", run.complete, why)


def _safe(run: Run) -> Gate:
    bad = sum(bool(result.violations) for result in run.judged)
    return Gate("safety", not bad, f"{bad} trials broke what must always hold")


def _good_enough(run: Run, kind: Kind) -> Gate:
    tries = tries_of(result for result in run.judged if result.kind == kind)
    share = share_of(list(tries.values()))
    low = share.interval.low
    why = (
        f"pass^1 is {share.value:.3f} over {share.cases} cases; the lower end of its "
        f"interval is {low:.3f}, wanted {LOWEST_BOUND:.2f}"
    )
    return Gate(kind, low >= LOWEST_BOUND, why)


def _every_language(run: Run) -> Gate:
    shares = {
        language: share_of(list(tries_of(_of(run, language)).values()))
        for language in LANGUAGES
    }
    low = [
        f"{language} {share.value:.3f}"
        for language, share in shares.items()
        if share.cases and share.value < LANGUAGE_FLOOR
    ]
    missing = [language for language, share in shares.items() if not share.cases]
    said = [f"below {LANGUAGE_FLOOR:.2f}: {', '.join(low)}"] if low else []
    said += [f"not tried: {', '.join(missing)}"] if missing else []
    why = "; ".join(said) or f"each is at least {LANGUAGE_FLOOR:.2f}"
    return Gate("languages", not said, why)


def _of(run: Run, language: str) -> Iterable[Result]:
    return (result for result in _golden(run) if result.language == language)


def _not_worse(before: Run, run: Run) -> Gate:
    found = difference_of(before, run)
    worse = found.value < 0 and found.p_value < SURE
    why = (
        f"{found.value:+.3f} over {found.cases} cases ({found.better} better, "
        f"{found.worse} worse), {found.p_text}"
    )
    return Gate("not worse", bool(found.cases) and not worse, why)


def _not_slower(before: Run, run: Run) -> Gate:
    then, now = p95_first_token_ms(before), p95_first_token_ms(run)
    why = f"p95 of the first token was {then:.0f} ms and is {now:.0f} ms"
    return Gate("not slower", bool(now) and now <= SLOWER * then, why)
