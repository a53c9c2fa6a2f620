"""How the parts of one call hang together; whole calls are in test_session.py."""

from __future__ import annotations

import pytest
import trio

from callcore.audio.endpointing import Transition, TransitionKind
from callcore.call.happened import Happened
from callcore.call.lanes import EVENTS
from callcore.call.parts import assemble
from callcore.dialog.machine import Event
from callcore.engines.spelled import spell
from callcore.shared.ids import new_call_id
from callcore.shared.records import Admission, Outcome
from callcore.transport.line import Line
from callcore.transport.memory import MemoryWire
from tests.kit.hall import Hall, Notes

FRAME = b"\x01\x00" * 160


class Desk:
    def __init__(self, language="en", **more):
        self.hall = Hall(language=language, **more)
        self.line = Line(MemoryWire())
        admission = Admission(new_call_id(), "", "100", language)
        services = self.hall._services(600.0)
        journal = services.open_journal(admission)
        assert isinstance(journal, Notes)
        self.notes = journal
        self.parts = assemble(self.line, admission, services, journal)
        self.history = self.hall.histories[admission.call_id]

    def events(self):
        found = []
        while True:
            try:
                found.append(self.parts.events.receive_nowait().event)
            except trio.WouldBlock:
                return found

    def tick(self, frames):
        for _ in range(frames):
            self.line.playout.take_frame()


@pytest.fixture
async def desk():
    return Desk()


async def test_assembling_starts_nothing_and_says_nothing(desk):
    before = trio.lowlevel.current_statistics().tasks_living
    Desk()
    assert trio.lowlevel.current_statistics().tasks_living == before
    assert desk.line.playout.empty
    assert desk.events() == []
    assert desk.notes.events == []


async def test_every_task_of_the_call_is_listed_once(desk):
    tasks = desk.parts.tasks()
    assert len(set(tasks)) == len(tasks) == 4


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
async def test_the_greeting_is_in_the_language_of_the_admission(language):
    desk = Desk(language)
    desk.parts.greet()
    desk.tick(600)
    (said,) = desk.notes.of("agent:said")
    assert said["text"] == desk.history.messages()[1].text
    assert desk.events() == [Event.PLAYED_OUT]


async def test_the_ear_listens_as_long_as_the_call_lasts(desk):
    with desk.parts.hearing_line():
        assert desk.line.listener is desk.parts.hearing
        loud = b"\x00\x20\x00\xe0" * 80
        for _ in range(20):
            desk.line.listener.heard(loud)
        assert desk.events()[0] is Event.CALLER_STARTED
        assert desk.parts.hearing.caller_speaks
    for _ in range(200):
        desk.parts.hearing.heard(bytes(320))
    assert Event.CALLER_FINISHED not in desk.events()


async def test_what_was_half_said_at_the_end_of_the_call_is_remembered(desk):
    with desk.parts.hearing_line():
        desk.parts.greet()
        desk.tick(100)
    (said,) = desk.notes.of("agent:said")
    assert said["cut"]
    assert desk.history.messages()[1].text == said["text"] != ""


async def test_a_turn_is_measured_from_the_callers_last_sound(autojump_clock):
    desk = Desk()
    hearing, notes = desk.parts.hearing, desk.notes
    desk.parts.post(Happened(Event.PLAYED_OUT))  # the greeting is over
    hearing.transition(Transition(TransitionKind.STARTED, 0))
    hearing.heard(spell("hello"))
    for _ in range(25):
        hearing.heard(FRAME)
    hearing.transition(Transition(TransitionKind.ENDED, len(spell("hello")) // 2))
    async with trio.open_nursery() as nursery:
        for task in (*desk.parts.tasks(), desk.parts.drive):
            nursery.start_soon(task)
        while not notes.of("call:turn"):
            await trio.sleep(0.02)
            desk.tick(1)
        nursery.cancel_scope.cancel()
    (turn,) = desk.hall.tally.turns
    assert notes.of("call:turn") == [{"turn": 1, **turn}]
    assert turn["endpointing_ms"] == 500
    assert turn["stt_ms"] > 0


async def test_it_drives_to_its_outcome(desk):
    desk.parts.post(Happened(Event.HUNG_UP))
    assert await desk.parts.drive() == Outcome("end", "caller-hung-up")


async def test_a_lane_of_events_that_is_full_is_told_to_who_posts(desk):
    for _ in range(EVENTS):
        desk.parts.post(Happened(Event.SILENT))
    with pytest.raises(trio.WouldBlock):
        desk.parts.post(Happened(Event.SILENT))
