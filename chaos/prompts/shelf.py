"""Cassettes of whole dialogues: recorded with one command, replayed with another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from callcore.agent.prompts.loader import VERSION
from callcore.shared.ids import LANGUAGES, Language
from chaos.prompts.canonical import Asked
from chaos.prompts.cassette import Cassette, Player, Recorder
from chaos.prompts.dialogue import Dialogue
from chaos.prompts.house import open_house
from chaos.prompts.planner import MODEL, planner
from chaos.prompts.stage import run
from chaos.prompts.suite import Maker, judged, offline

FOLDER: Final = Path(__file__).parent / "cassettes"
MAX_BYTES: Final = 4_000_000  # of all files together: they are in the repository
NO_HOSTED: Final = (
    "recorded from the offline agent and from a scripted model; no hosted model was "
    "recorded, so this says nothing about one"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """A model that is recorded; ``provider`` names its files."""

    provider: str
    model: str
    make: Maker
    knows_dialogue: bool = False  # then its replies depend on which one is played

    def asked(self, dialogue: Dialogue, trial: int = 0) -> Asked:
        """Return what its requests say besides the conversation."""
        params = {"dialogue": dialogue.id} if self.knows_dialogue else {}
        return Asked(self.provider, self.model, params, VERSION, trial)


VOICES: Final = (
    Voice("offline", "offline", offline),
    Voice("scripted", MODEL, planner, knows_dialogue=True),
)


@dataclass(slots=True)
class Replayed:
    """What a replay came to. Only ``played`` without anything else is a pass."""

    played: int = 0
    passed: int = 0
    misses: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """True if every dialogue came out as it was recorded."""
        wrong = self.misses or self.stale or self.differs or self.broken
        return self.played > 0 and not wrong


def path_of(voice: Voice, language: Language, folder: Path = FOLDER) -> Path:
    """Return the file of a voice in a language."""
    return folder / f"{voice.provider}-{language}.jsonl.gz"


def record(
    voice: Voice, dialogues: Iterable[Dialogue], today: str
) -> Iterator[tuple[Language, Cassette, list[str]]]:
    """Play all dialogues with ``voice``; yield a cassette a language, and what is unfit."""
    by_language = _by_language(dialogues)
    for language, among in by_language.items():
        cassette, unfit = Cassette(), list[str]()
        outcomes: dict[str, bool] = {}
        for dialogue in among:
            asked = voice.asked(dialogue)
            recorder = Recorder(
                voice.make(dialogue), asked, cassette, today, invented_by(dialogue)
            )
            verdict = judged(dialogue, run(dialogue, recorder))
            outcomes[dialogue.id] = verdict.passed
            unfit += [f"{dialogue.id}: {why}" for why in recorder.unfit]
        cassette.facts = _facts(voice, language, among, outcomes, today)
        yield language, cassette, unfit


def invented_by(dialogue: Dialogue) -> frozenset[str]:
    """Return the words of the names that a dialogue expects, in lower case.

    The scripted model says them unasked. They stand in the dialogue's file in clear.
    """
    names = [order.name or "" for order in dialogue.end.orders or ()]
    names += dialogue.answers.get("name", ())
    said = " ".join(names).lower()
    return frozenset(f"{said} {said.replace('ё', 'е')}".split())


def replay(voice: Voice, cassette: Cassette, dialogues: Iterable[Dialogue]) -> Replayed:
    """Play the dialogues that are on file from it alone."""
    replayed = Replayed()
    outcomes: Mapping[str, bool] = cassette.facts["dialogues"]
    known = {one.id: one for one in dialogues}
    for dialogue_id, passed in outcomes.items():
        if dialogue_id in known:
            _replay_one(voice, cassette, known[dialogue_id], passed, replayed)
        else:
            replayed.stale.append(f"{dialogue_id}: there is no such dialogue any more")
    for dialogue_id in sorted(set(known) - set(outcomes)):
        replayed.misses.append(f"{dialogue_id}: was never recorded")
    return replayed


def _replay_one(
    voice: Voice, cassette: Cassette, dialogue: Dialogue, passed: bool, to: Replayed
) -> None:
    player = Player(cassette, voice.asked(dialogue))
    verdict = judged(dialogue, run(dialogue, player))
    to.played += 1
    to.passed += verdict.passed
    to.misses += [f"{dialogue.id}: {why}" for why in player.misses]
    to.stale += [f"{dialogue.id}: {why}" for why in player.stale]
    if player.misses or player.stale:
        return
    to.broken += [f"{dialogue.id}: {why}" for why in verdict.broken]
    if verdict.passed != passed:
        was = "passed" if passed else "failed"
        to.differs.append(f"{dialogue.id}: {was} when it was recorded, not now")


def _facts(
    voice: Voice,
    language: Language,
    dialogues: list[Dialogue],
    outcomes: Mapping[str, bool],
    today: str,
) -> dict[str, Any]:
    setup = open_house(dialogues[0]).setup
    return {
        "provider": voice.provider,
        "model": voice.model,
        "language": language,
        "day": today,
        "prompt_version": setup.prompt_version,
        "about": NO_HOSTED,
        "dialogues": dict(sorted(outcomes.items())),
    }


def _by_language(dialogues: Iterable[Dialogue]) -> dict[Language, list[Dialogue]]:
    listed = list(dialogues)
    found = {at: [one for one in listed if one.folder == at] for at in LANGUAGES}
    return {language: among for language, among in found.items() if among}
