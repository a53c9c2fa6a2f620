"""Callers of a house without speech models, each with a number and a language of his own.

They order, ask for a human, change their mind and talk over the agent, as the scenarios of
the demo say; a patient one asks for goods until somebody ends the call.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

import trio

from callcore.protocol.fastagi_asterisk import AgiChannel
from callcore.shared.ids import Language
from chaos.demo.caller import Caller, Move, Say, Talker
from chaos.demo.conversation import Conversation
from chaos.demo.house import House
from chaos.demo.line import CallerLine, Observed
from chaos.demo.ports import HOST
from chaos.demo.scenarios.shelf import SCENARIOS
from chaos.dev.spelling import clips_of, did_of
from tests.kit.phone.dialplan import Phone
from tests.kit.phone.network import NetworkExchange
from tests.kit.phone.operators import Operators

PAUSE_S: Final = 4.0  # between two calls of one caller
CALL_MAX_S: Final = 240.0  # the longest good one takes 90 s
PICKUP_S: Final = 2.0  # an operator reads the reason first
TALK_S: Final = 8.0
QUESTIONS: Final[dict[Language, Sequence[str]]] = {
    "en": (
        "Do you have winter tyres, two hundred five, fifty five, R sixteen?",
        "What about summer tyres, two hundred five, fifty five, R sixteen?",
        "And motor oil, five W thirty?",
    ),
    "ru": (
        "Есть зимние шины двести пять, пятьдесят пять, эр шестнадцать?",
        "А летние шины двести пять, пятьдесят пять, эр шестнадцать?",
        "А моторное масло пять дабл ю тридцать?",
    ),
    "uk": (
        "Є зимові шини двісті п'ять, п'ятдесят п'ять, ер шістнадцять?",
        "А літні шини двісті п'ять, п'ятдесят п'ять, ер шістнадцять?",
        "А моторна олива п'ять дабл ю тридцять?",
    ),
}

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Visit:
    """One call that is to be made."""

    name: str
    language: Language
    talker: Talker
    number: str  # '' withholds it
    longest_s: float = CALL_MAX_S


class Patient:
    """Asks what there is, again and again; see :class:`chaos.demo.caller.Talker`."""

    def __init__(self, language: Language) -> None:
        self._questions = QUESTIONS[language]
        self._next = itertools.cycle(self._questions)
        self._was_answered = False

    def hear(self, text: str) -> None:
        """Note that the agent has said something."""
        self._was_answered = self._was_answered or bool(text)

    def overhear(self, _text: str) -> Move:
        """Never interrupt."""
        return None

    def reply(self) -> Move:
        """Ask for something else, if the last question was answered."""
        return self.nudge() if self._was_answered else None

    def nudge(self) -> Move:
        """Ask for something else: the agent owes an answer."""
        self._was_answered = False
        return Say(next(self._next))

    def lines(self) -> list[str]:
        """Return everything he may say."""
        return list(self._questions)


def visits(languages: Sequence[Language], first: int = 0) -> Iterator[Visit]:
    """Yield calls for ever: every scenario, the languages in turn."""
    scenarios = list(SCENARIOS.values())
    for number in itertools.count(first):
        scenario = scenarios[number % len(scenarios)]
        language = languages[number % len(languages)]
        yield Visit(
            scenario.name,
            language,
            Caller(scenario, language),
            "" if scenario.withheld else number_of(number),
        )


def patient_visits(languages: Sequence[Language], first: int) -> Iterator[Visit]:
    """Yield calls of one who has time."""
    for number in itertools.count(first):
        language = languages[number % len(languages)]
        talker = Patient(language)
        yield Visit("patient", language, talker, number_of(900 + number), 3_600.0)


def number_of(number: int) -> str:
    """Return a telephone number of a caller."""
    return f"+38067{1_234_567 + 7_919 * number % 8_000_000:07d}"


async def keep_ringing(house: House, plan: Iterator[Visit], tell: Tell) -> NoReturn:
    """Make the calls of ``plan`` one after another until cancelled."""
    while True:
        await ring(house, next(plan), tell)
        await trio.sleep(PAUSE_S)


async def ring(house: House, visit: Visit, tell: Tell) -> None:
    """Make one call. Cancelled: hangs up."""
    line = CallerLine()
    clips = clips_of(visit.talker.lines())
    talk = Conversation(line, visit.talker, clips, lambda _scene: None)
    known = ""
    async with trio.open_nursery() as nursery:

        async def admitted(call_id: str, _target: str) -> None:
            nonlocal known
            known = call_id
            nursery.start_soon(talk.run, house.call_folder(call_id) / "events.jsonl")
            await trio.lowlevel.checkpoint()

        phone = Phone(
            f"{HOST}:{house.ports.agi}",
            Observed(NetworkExchange(), admitted),
            Operators(PICKUP_S, TALK_S),
            keeps_audio=False,
        )
        with trio.move_on_after(visit.longest_s):
            made = await phone.call(line.handset, _channel(visit))
            tell(f"call {known}: {visit.name}, {visit.language}: {made.outcome.value}")
        nursery.cancel_scope.cancel(reason="the call is over")


def _channel(visit: Visit) -> AgiChannel:
    did = did_of(visit.language)
    return AgiChannel(caller=visit.number or "unknown", extension=did, dialled=did)
