"""What came of a live run: plain values, the same in memory, in a file and in a report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, get_args

from callcore.shared.ids import LANGUAGES, Language
from chaos.prompts.live.statistics import Tries

Kind = Literal["golden", "adversarial"]
CallerKind = Literal["scripted", "simulated"]
Who = Literal["caller", "agent", "call", "result", "guard", "end"]

KINDS: Final = get_args(Kind)


class ResultsError(Exception):
    """A file of results cannot be used; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened in a dialogue, in the order of its happening."""

    who: Who
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What was run against what. ``prompts``: the text by language, for the diff."""

    model: str
    provider: str
    stand_in: bool  # the service said itself that it is none
    params_sha: str
    tools_sha: str
    prompt_version: str
    prompts: Mapping[str, str]
    caller: CallerKind = "scripted"
    caller_model: str = ""
    started: str = ""

    @property
    def identity(self) -> str:
        """Name what must be the same for results to stand in one file."""
        facts = asdict(self)
        facts.pop("started")
        return digest(facts)

    def prompt_sha(self, language: str) -> str:
        """Return the hash of the prompt of a language, in hex; '' without one."""
        text = self.prompts.get(language)
        return "" if text is None else hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Result:
    """One dialogue, played once.

    ``failures`` is what of its wanted end is not so, ``violations`` what must never be.
    ``void``: the service failed, so that the trial says nothing about the agent.
    """

    case: str
    digest: str  # of the dialogue as it was played
    trial: int
    kind: Kind
    language: Language
    category: str
    about: str = ""
    failures: tuple[str, ...] = ()
    violations: tuple[str, ...] = ()
    void: str = ""
    blocked: Mapping[str, int] = field(default_factory=dict)
    transcript: tuple[Line, ...] = ()
    first_token_ms: tuple[float, ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0
    cost_micros: int = 0
    took_s: float = 0.0

    @property
    def passed(self) -> bool:
        """True if the end was as wanted, and nothing happened that never may."""
        return not (self.failures or self.violations or self.void)

    @property
    def key(self) -> tuple[str, str, int]:
        """Name the trial; a dialogue that was changed since is another one."""
        return self.case, self.digest, self.trial


@dataclass(frozen=True, slots=True)
class Run:
    """All results of one file. ``planned`` trials were asked for when it last ran."""

    facts: Facts
    results: Sequence[Result]
    planned: int = 0

    @property
    def judged(self) -> list[Result]:
        """Return what says something about the agent."""
        return [result for result in self.results if not result.void]

    @property
    def complete(self) -> bool:
        """Say whether every planned trial was judged."""
        return len(self.judged) >= max(1, self.planned)


def tries_of(results: Iterable[Result]) -> dict[str, Tries]:
    """Return how often each case was tried and passed; void trials count as neither.

    A dialogue that was changed is another case: it is never paired with what it was.
    """
    counts: dict[str, tuple[int, int]] = {}
    for result in results:
        if not result.void:
            case = f"{result.case} {result.digest}"
            passed, tried = counts.get(case, (0, 0))
            counts[case] = passed + result.passed, tried + 1
    return {case: Tries(*count) for case, count in counts.items()}


def digest(value: object) -> str:
    """Return the sha256 of a value's canonical JSON, in hex."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# -- as JSON ---------------------------------------------------------------------------


def line_of(value: Facts | Result | int) -> str:
    """Return a line of a results file: facts, a result, or a number of planned trials."""
    match value:
        case Facts():
            shown: Mapping[str, object] = {"is": "run", **asdict(value)}
        case Result():
            shown = {"is": "result", **asdict(value)}
        case _:
            shown = {"is": "plan", "trials": value}
    return json.dumps(shown, ensure_ascii=False)


def read_line_untrusted(text: str) -> Facts | Result | int:
    """Return what a line says; raises :exc:`ResultsError`."""
    try:
        given = json.loads(text)
        what = given.pop("is")
        if what == "plan":
            return int(given["trials"])
        if what == "run":
            return Facts(**given)
        if what == "result":
            return _result(given)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ResultsError("a line is no result") from None
    raise ResultsError("a line is of an unknown kind")


def _result(given: dict[str, Any]) -> Result:
    lines = tuple(Line(**line) for line in given.pop("transcript"))
    for key in ("failures", "violations", "first_token_ms"):
        given[key] = tuple(given[key])
    result = Result(**given, transcript=lines)
    if result.kind not in KINDS or result.language not in LANGUAGES:
        raise ValueError
    return result
