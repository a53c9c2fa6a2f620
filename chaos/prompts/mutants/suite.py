"""The mutation test: whether the suite notices faults that were planted on purpose.

Each fault is played in a few dialogues of fitting categories, in which the sound agent was
found to do everything right. It is caught if in each language in which it showed a dialogue
then fails: its end, an invariant, or the guard had to step in where it had not before. For a
fault of the guard only what its sound twin prevents counts. A fault that changed nothing
anywhere proves nothing, and counts as survived.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from callcore.engines.llm.offline.agent import OfflineAgent
from callcore.engines.ports import LanguageModel
from callcore.shared.ids import LANGUAGES, Language
from chaos.prompts.dialogue import Dialogue, load_dialogues
from chaos.prompts.house import USUAL, Furniture
from chaos.prompts.invariants import broken
from chaos.prompts.mutants.faults import FAULTS, Fault
from chaos.prompts.mutants.twist import Twisted
from chaos.prompts.score import score
from chaos.prompts.stage import Manner, run
from chaos.prompts.trace import Played
from chaos.store.products import catalogue

WANTED: Final = 0.95  # of the faults; a suite that catches fewer is no regression suite
EACH: Final = 2  # dialogues in which a fault shows, for each language
TRIED: Final = 60  # dialogues in which it may show, for each language
#: what a guard counts without blocking the agent
NOT_BLOCKED: Final = frozenset({"card-heard"})


@dataclass(frozen=True, slots=True)
class Notice:
    """A dialogue in which a fault showed; ``why`` is empty if nobody noticed."""

    dialogue: str
    language: Language
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mutant:
    """What became of one planted fault."""

    name: str
    in_code: bool
    notices: tuple[Notice, ...] = ()
    tried: int = 0  # dialogues, also those in which it changed nothing

    @property
    def caught(self) -> bool:
        """Say whether a dialogue failed in each language in which it showed."""
        showed = {notice.language for notice in self.notices}
        return bool(showed) and showed == self.languages()

    @property
    def why(self) -> str:
        """Return what it was caught by, or why it was not."""
        if not self.tried:
            return "no dialogue of its categories goes well with the sound agent"
        if not self.notices:
            return "it never showed"
        missed = [
            n.dialogue for n in self.notices if n.language not in self.languages()
        ]
        if missed:
            return f"nobody noticed in {', '.join(missed)}"
        first = next(notice for notice in self.notices if notice.why)
        return f"{first.dialogue}: {first.why[0]}"

    def languages(self) -> set[Language]:
        """Return the languages in which it was caught."""
        return {notice.language for notice in self.notices if notice.why}


@dataclass(frozen=True, slots=True)
class Report:
    """All mutants, and the control: dialogues that fail with the sound agent."""

    mutants: tuple[Mutant, ...]
    red_controls: tuple[str, ...] = ()
    played: int = 0

    @property
    def survivors(self) -> list[Mutant]:
        """Return what was not caught."""
        return [mutant for mutant in self.mutants if not mutant.caught]

    @property
    def share(self) -> float:
        """Return the share that was caught."""
        caught = len(self.mutants) - len(self.survivors)
        return caught / len(self.mutants) if self.mutants else 0.0

    @property
    def passed(self) -> bool:
        """Say whether enough was caught."""
        return self.share >= WANTED

    def summary(self) -> str:
        """Return one sentence."""
        agents = [mutant for mutant in self.mutants if not mutant.in_code]
        code = len(self.mutants) - len(agents)
        caught = len(self.mutants) - len(self.survivors)
        named = ", ".join(mutant.name for mutant in self.survivors) or "none"
        return (
            f"{caught} of {len(self.mutants)} planted faults caught ({self.share:.1%}; "
            f"{len(agents)} of the agent, {code} of guard and toolbox); survived: {named}"
        )

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Yield name, languages in which it was caught, and by what."""
        for mutant in self.mutants:
            among = " ".join(one for one in LANGUAGES if one in mutant.languages())
            yield mutant.name, among or "SURVIVED", mutant.why


@dataclass
class Suite:
    """Dialogues, and the sound agent's way through them, played once each."""

    dialogues: Sequence[Dialogue]
    model: LanguageModel
    told: Callable[[Mutant], object] = lambda _mutant: None
    played: int = 0
    _sound: dict[str, Played] = field(default_factory=dict)

    def report(self, faults: Iterable[Fault] = FAULTS) -> Report:
        """Try every fault."""
        mutants = []
        for fault in faults:
            mutants.append(self.try_fault(fault))
            self.told(mutants[-1])
        red = sorted(key for key, played in self._sound.items() if _faulty(played))
        return Report(tuple(mutants), tuple(red), self.played)

    def try_fault(self, fault: Fault) -> Mutant:
        """Play a fault where it may show, until it showed often enough."""
        notices: list[Notice] = []
        tried = 0
        for language in LANGUAGES:
            shown = 0
            for dialogue in self._fitting(fault, language):
                notice = self._play_fault(fault, dialogue)
                tried += 1
                if notice is not None:
                    notices.append(notice)
                    shown += 1
                if shown == EACH:
                    break
        return Mutant(fault.name, fault.in_code, tuple(notices), tried)

    def _fitting(self, fault: Fault, language: Language) -> Iterator[Dialogue]:
        """Yield dialogues that the sound agent does well, the likeliest first."""
        fitting = sorted(
            (
                one
                for one in self.dialogues
                if one.folder == language and one.category in fault.where
            ),
            key=lambda one: fault.where.index(one.category),
        )
        for dialogue in spread(fitting)[:TRIED]:
            if not _faulty(self._control(dialogue)):
                yield dialogue

    def _control(self, dialogue: Dialogue) -> Played:
        if dialogue.id not in self._sound:
            self._sound[dialogue.id] = self._run(dialogue, self.model, Manner())
        return self._sound[dialogue.id]

    def _play_fault(self, fault: Fault, dialogue: Dialogue) -> Notice | None:
        """Return what was noticed; ``None`` if the call went as without the fault."""
        furniture = Furniture(make_guard=fault.guard, make_toolbox=fault.toolbox)
        played = self._twisted(fault, dialogue, furniture)
        if fault.in_code:
            sound = self._twisted(fault, dialogue, USUAL)
            why = _new(played, sound)
        else:
            sound = self._control(dialogue)
            why = _noticed(played, sound)
        if _same(played, sound):
            return None
        return Notice(dialogue.id, dialogue.folder, tuple(why))

    def _twisted(
        self, fault: Fault, dialogue: Dialogue, furniture: Furniture
    ) -> Played:
        twist = fault.twist_in(dialogue)
        model = self.model if twist is None else Twisted(self.model, twist)
        manner = Manner(barge_in=fault.barge_in, furniture=furniture)
        return self._run(dialogue, model, manner)

    def _run(self, dialogue: Dialogue, model: LanguageModel, manner: Manner) -> Played:
        self.played += 1
        return run(dialogue, model, 0, manner)


def run_mutants(
    dialogues: Sequence[Dialogue] | None = None,
    model: LanguageModel | None = None,
    told: Callable[[Mutant], object] = lambda _mutant: None,
) -> Report:
    """Plant every fault in the offline agent (or ``model``); takes half a minute."""
    listed = load_dialogues() if dialogues is None else dialogues
    if model is None:
        products = catalogue()
        model = OfflineAgent(None, lambda: products)
    return Suite(listed, model, told).report()


def spread(dialogues: Sequence[Dialogue]) -> list[Dialogue]:
    """Return them so that the first of each category come first."""
    seen: Counter[str] = Counter()
    ranked = []
    for dialogue in dialogues:
        ranked.append((seen[dialogue.category], dialogue))
        seen[dialogue.category] += 1
    return [dialogue for _, dialogue in sorted(ranked, key=lambda pair: pair[0])]


def _noticed(played: Played, sound: Played) -> list[str]:
    """Return what the suite has against a call; an adversarial one may meet the guard."""
    against = [f"end: {why}" for why in score(played.dialogue, played)]
    against += [f"invariant: {why}" for why in broken(played)]
    blocked = set(played.blocked) - set(sound.blocked) - NOT_BLOCKED
    return against + [f"guard: {why}" for why in sorted(blocked)]


def _faulty(played: Played) -> bool:
    """Say whether a control is red: in a golden dialogue nothing at all is blocked."""
    golden = played.dialogue.kind == "golden"
    blocked = golden and set(played.blocked) - NOT_BLOCKED
    return bool(blocked or score(played.dialogue, played) or broken(played))


def _new(played: Played, sound: Played) -> list[str]:
    """Return what goes wrong only without the rule; blocks are the guard's own word."""
    before = {*score(sound.dialogue, sound), *broken(sound)}
    found = [f"invariant: {why}" for why in broken(played)]
    found += [f"end: {why}" for why in score(played.dialogue, played)]
    return [why for why in found if why.partition(": ")[2] not in before]


def _same(played: Played, other: Played) -> bool:
    """Say whether two calls went alike: words, tools, blocks, and the books."""
    return (played.entries, played.outcome, played.target, played.books) == (
        other.entries,
        other.outcome,
        other.target,
        other.books,
    )
