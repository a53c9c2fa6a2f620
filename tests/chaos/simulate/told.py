"""A run that is told event by event, for tests of the promises."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from callcore.engines.chat import Message
from callcore.engines.spelled import spell
from callcore.shared.ids import CallId
from callcore.shared.records import Admission
from callcore.shared.records import Outcome as Ended
from chaos.simulate.caller import Entry, Utterance
from chaos.simulate.ear import Ear
from chaos.simulate.promises import broken_promises
from tests.kit.hall import Notes
from tests.kit.phone.result import Outcome

FRAME_S = 0.02


class World:
    """A run of one call, told event by event; without more it keeps every promise."""

    def __init__(self):
        self.notes = Notes(Admission(CallId("id"), "", "100", "en"), closed=True)
        self.ear, self.now_s = Ear(), 0.0
        self.mouth: Any = SimpleNamespace(sounds_s=[])
        self.entries: list[Entry] = []
        self.stalls: list[tuple[float, float]] = []
        self.shown: list[Message] | None = None
        self.store: Any = SimpleNamespace(confirmations=[], owners={})
        self.hall: Any = SimpleNamespace(
            notes={"id": self.notes},
            tally=SimpleNamespace(outcomes=[Ended("end", "goodbye")]),
            ticker=SimpleNamespace(lines=0),
            board=SimpleNamespace(live={}),
            store=self.store,
            histories={"id": self},
            language="en",
            ladders=None,
        )
        self.result = SimpleNamespace(
            uuid="id",
            outcome=Outcome.END,
            leg_end=None,
            errors=[],
            connected_s=0.0,
            leg_ended_s=None,
            at_operator_s=None,
            over_s=None,
            sent=[],
        )
        self.said: list[Utterance] = []
        caller = SimpleNamespace(
            ear=self.ear,
            mouth=self.mouth,
            entries=self.entries,
            said=self.said,
            handset=SimpleNamespace(is_crash=False),
        )
        self.run: Any = SimpleNamespace(
            hall=self.hall,
            troubles=[],
            how=SimpleNamespace(seconds=False, word_times=True),
            calls=[SimpleNamespace(caller=caller, result=self.result)],
            tasks_before=5,
            tasks_after=5,
            acts=[],
            virtual_s=0.0,
        )

    def note(self, event, **fields):
        self.notes.events.append((self.now_s, event, fields))
        return self

    def messages(self):
        """Return the history that the journal suggests, or what a test has put there."""
        if self.shown is not None:
            return self.shown
        roles: dict[str, Any] = {"caller:said": "user", "agent:said": "assistant"}
        return [
            Message(roles[event], fields["text"])
            for _, event, fields in self.notes.events
            if event in roles and not fields.get("aside")
        ]

    def wait(self, wait_s):
        self.now_s += wait_s
        return self

    def sound(self, text):
        """Let the caller hear ``text``."""
        pcm = spell(text)
        for at in range(0, len(pcm), 320):
            self.ear(self.now_s, pcm[at : at + 320])
            self.now_s += FRAME_S
        return self

    def agent(self, text, heard=None, *, wire=None, exact=True):
        """Say ``text``; the caller heard ``wire``, the history holds ``heard``."""
        heard = text if heard is None else heard
        self.note("agent:saying", turn=1, text=text)
        self.sound(heard if wire is None else wire)
        how = {"exact": exact} if heard != text else {}
        return self.note("agent:said", turn=1, text=heard, cut=heard != text, **how)

    def speak(self, for_s):
        """Let the caller make a sound."""
        for _ in range(round(for_s / FRAME_S)):
            self.mouth.sounds_s.append(self.now_s)
            self.now_s += FRAME_S
        return self

    def caller(self, text, **more):
        return self.note("caller:said", text=text, **more)

    def state(self, state):
        return self.note("call:state", state=state)

    def tool(self, name, *, ok=True, **result):
        self.note("tool:called", tool=name, turn=1)
        return self.note("tool:returned", tool=name, ok=ok, result=json.dumps(result))

    def verdict(self, verdict, after_ms=500):
        return self.note(
            "call:barge_in", verdict=verdict, by="words", after_ms=after_ms
        )

    @property
    def broken(self):
        result = self.result
        if result.leg_ended_s is None:
            result.leg_ended_s = self.now_s
        result.over_s = self.now_s
        times = (n * FRAME_S for n in range(round(self.now_s / FRAME_S)))
        result.sent = [
            SimpleNamespace(time_s=t)
            for t in times
            if not any(start < t < end for start, end in self.stalls)
        ]
        return broken_promises(self.run)


def ordered(world, say):
    """An order as it should be, up to the answer."""
    world.store.owners["7"] = "id"
    return world.state("thinking").tool("read_back_order", say=say).agent(say)


def confirmed(world):
    world.store.owners["7"] = "id"
    world.store.confirmations.append("7")
    return world.state("thinking").tool("confirm_order", order_id="7")
