"""Who has the floor: a table, a function, no clock and no I/O.

Rule 1: every transition lives in :data:`TABLE`; nothing else sets a state.
Rule 2: a cell is a step, or in :data:`LATE`, or impossible; a test proves that each of
the state x event cells is exactly one of the three.
Rule 3: this file knows no task, socket or vendor, only the conversation.

The shape of a turn::

    LISTENING --caller finished--> THINKING --sentence ready--> SPEAKING --played out-->
    LISTENING, with TOOLING while a tool runs and PAUSED while it is open whether the
    caller means to interrupt. HANDOVER and CLOSING play one last phrase; ENDED is final.

THINKING covers the wait for the final transcript too, so that every budget on silence
has one state to look at: it is the agent's turn from the moment the caller has finished.
The drawing in docs is made from this table by :func:`callcore.dialog.draw.mermaid`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class State(enum.Enum):
    """Who holds the floor."""

    GREETING = "greeting"
    LISTENING = "listening"
    THINKING = "thinking"
    TOOLING = "tooling"
    SPEAKING = "speaking"
    PAUSED = "paused"
    HANDOVER = "handover"
    CLOSING = "closing"
    ENDED = "ended"


class Event(enum.Enum):
    """What happened, as the tasks of a call report it."""

    CALLER_STARTED = "caller started"
    CALLER_INSISTED = "caller insisted"  # words, or long enough to be more than a cough
    FALSE_ALARM = "false alarm"  # the verdict: a cough, an "mhm", our own echo
    CALLER_FINISHED = "caller finished"  # the end of the turn was decided
    TURN_READY = "turn ready"  # the final transcript has words
    TURN_KEPT = "turn kept"  # it has words, but a protected phrase is playing
    NOTHING_SAID = "nothing said"  # the final transcript is empty: a cough, a door
    NOT_HEARD = "not heard"  # a reply was cut for talk in which there were no words
    SENTENCE_READY = "sentence ready"
    TOOL_STARTED = "tool started"
    TOOL_DONE = "tool done"
    REPLY_EMPTY = "reply empty"  # the agent finished without a word or a tool
    PLAYED_OUT = "played out"  # all that was to be said has been heard
    SILENT = "silent"  # the caller waits, and 2 s of silence are near
    NO_INPUT = "no input"  # the caller says nothing although it is his turn
    GIVE_UP = "give up"  # he still says nothing, or the call is too long
    FAILED = "failed"  # the ladder has no more engine for a stage
    WARN = "warn"  # the call will soon be too long
    HAND_OVER = "hand over"  # the agent, the caller or the house wants a human
    END_CALL = "end call"  # the agent has said goodbye
    HOUSE_SPEAKS = "house speaks"  # a supervisor's sentence waits to be said
    DISMISSED = "dismissed"  # a supervisor ends the call
    HUNG_UP = "hung up"


class Command(enum.Enum):
    """What the driver must do, in this order, at once and without waiting."""

    START_THINKING = "start thinking"
    STOP_THINKING = "stop thinking"
    PAUSE = "pause"
    RESUME = "resume"
    CUT = "cut"
    FILL = "fill"
    ASK_AGAIN = "ask again"
    ASK_IF_THERE = "ask if there"
    SAY_WARNING = "say warning"
    SAY_GOODBYE = "say goodbye"
    SAY_CONNECTING = "say connecting"
    SAY_FOR_HOUSE = "say for house"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Step:
    """One cell of the table; ``why`` is shown in logs and in the drawing."""

    to: State
    commands: tuple[Command, ...] = ()
    why: str = ""


S, E, C = State, Event, Command

_HAND_OVER = Step(
    S.HANDOVER, (C.STOP_THINKING, C.CUT, C.SAY_CONNECTING), "a human takes over"
)
_GIVE_UP = Step(S.CLOSING, (C.STOP_THINKING, C.CUT, C.SAY_GOODBYE), "nobody there")
_HUNG_UP = Step(S.ENDED, (C.FINISH,))
_DISMISSED = Step(S.ENDED, (C.STOP_THINKING, C.CUT, C.FINISH), "by a supervisor")
_BARGE_IN = Step(S.THINKING, (C.STOP_THINKING, C.CUT, C.START_THINKING), "barge-in")
# What may come in every state in which the conversation goes on.
_ANYWHERE: dict[Event, Step] = {
    E.FAILED: _HAND_OVER,
    E.HAND_OVER: _HAND_OVER,
    E.GIVE_UP: _GIVE_UP,
    E.DISMISSED: _DISMISSED,
    E.HUNG_UP: _HUNG_UP,
}

TABLE: dict[State, dict[Event, Step]] = {
    S.GREETING: _ANYWHERE
    | {
        E.CALLER_STARTED: Step(S.PAUSED, (C.PAUSE,), "talks over the greeting"),
        E.TURN_READY: _BARGE_IN,  # only a typed turn has no start
        E.PLAYED_OUT: Step(S.LISTENING),
    },
    S.LISTENING: _ANYWHERE
    | {
        E.CALLER_STARTED: Step(S.LISTENING),
        E.CALLER_FINISHED: Step(S.THINKING),
        E.TURN_READY: Step(S.LISTENING, why="kept: the caller went on"),
        E.NO_INPUT: Step(S.SPEAKING, (C.ASK_IF_THERE,)),
        E.NOT_HEARD: Step(S.SPEAKING, (C.ASK_AGAIN,)),
        E.WARN: Step(S.SPEAKING, (C.SAY_WARNING,)),
        E.HOUSE_SPEAKS: Step(S.SPEAKING, (C.SAY_FOR_HOUSE,)),
        E.END_CALL: Step(S.CLOSING, why="the goodbye was over before we knew"),
    },
    S.THINKING: _ANYWHERE
    | {
        E.CALLER_STARTED: Step(S.LISTENING, (C.STOP_THINKING,), "caller went on"),
        E.TURN_READY: Step(S.THINKING, (C.START_THINKING,)),
        E.NOTHING_SAID: Step(S.LISTENING),
        E.FALSE_ALARM: Step(S.THINKING, (C.RESUME,), "it began over a tool"),
        E.TOOL_STARTED: Step(S.TOOLING),
        E.SENTENCE_READY: Step(S.SPEAKING),
        E.REPLY_EMPTY: _HAND_OVER,
        E.SILENT: Step(S.THINKING, (C.FILL,)),
        E.PLAYED_OUT: Step(S.THINKING, why="a filler ended"),
        E.END_CALL: Step(S.CLOSING),
    },
    S.TOOLING: _ANYWHERE
    | {
        E.CALLER_STARTED: Step(S.TOOLING, (C.PAUSE,), "a tool is finished, not torn"),
        E.CALLER_INSISTED: Step(S.TOOLING, (C.CUT,), "its words are not his any more"),
        E.CALLER_FINISHED: Step(S.TOOLING),
        E.TURN_READY: Step(S.TOOLING, (C.RESUME,), "answered when the tool is done"),
        E.NOTHING_SAID: Step(S.TOOLING, (C.RESUME,)),
        E.FALSE_ALARM: Step(S.TOOLING, (C.RESUME,)),
        E.TOOL_STARTED: Step(S.TOOLING),
        E.TOOL_DONE: Step(S.THINKING),
        E.SENTENCE_READY: Step(S.TOOLING),
        E.SILENT: Step(S.TOOLING, (C.FILL,)),
        E.PLAYED_OUT: Step(S.TOOLING, why="a filler ended"),
        E.END_CALL: Step(S.CLOSING),
    },
    S.SPEAKING: _ANYWHERE
    | {
        E.CALLER_STARTED: Step(S.PAUSED, (C.PAUSE,), "does he interrupt?"),
        E.SENTENCE_READY: Step(S.SPEAKING),
        E.TOOL_STARTED: Step(S.TOOLING, why="speech goes on meanwhile"),
        E.CALLER_INSISTED: Step(S.LISTENING, (C.STOP_THINKING, C.CUT), "barge-in"),
        E.TURN_READY: _BARGE_IN,  # the verdict was wrong, or he spoke before we did
        E.TURN_KEPT: Step(S.SPEAKING, why="answered when the phrase is over"),
        E.NOTHING_SAID: Step(S.SPEAKING, (C.RESUME,)),
        E.FALSE_ALARM: Step(S.SPEAKING, (C.RESUME,)),
        E.PLAYED_OUT: Step(S.LISTENING),
        E.SILENT: Step(S.SPEAKING, (C.FILL,), "the voice is late"),
        E.WARN: Step(S.SPEAKING, (C.SAY_WARNING,), "behind what is being said"),
        E.HOUSE_SPEAKS: Step(S.SPEAKING, (C.SAY_FOR_HOUSE,), "behind it, too"),
        E.END_CALL: Step(S.CLOSING),
    },
    S.PAUSED: _ANYWHERE
    | {
        E.CALLER_STARTED: Step(S.PAUSED),
        E.CALLER_INSISTED: Step(S.LISTENING, (C.STOP_THINKING, C.CUT), "barge-in"),
        E.CALLER_FINISHED: Step(S.PAUSED, why="the transcript decides"),
        E.TURN_READY: _BARGE_IN,
        E.TURN_KEPT: Step(S.SPEAKING, (C.RESUME,), "answered when the phrase is over"),
        E.NOTHING_SAID: Step(S.SPEAKING, (C.RESUME,), "false alarm"),
        E.FALSE_ALARM: Step(S.SPEAKING, (C.RESUME,), "the verdict, within 500 ms"),
        E.SENTENCE_READY: Step(S.PAUSED),
        E.TOOL_STARTED: Step(S.TOOLING, (C.RESUME,), "an effect is under way"),
        E.PLAYED_OUT: Step(S.LISTENING, why="only a protected phrase was left"),
        E.SILENT: Step(S.SPEAKING, (C.RESUME,), "nothing came of it"),
        E.END_CALL: Step(S.CLOSING, (C.RESUME,)),
    },
    S.HANDOVER: {
        E.PLAYED_OUT: Step(S.ENDED, (C.FINISH,)),
        E.GIVE_UP: Step(S.ENDED, (C.FINISH,), "the phrase took too long"),
        E.HUNG_UP: _HUNG_UP,
    },
    S.CLOSING: {
        E.PLAYED_OUT: Step(S.ENDED, (C.FINISH,)),
        E.FAILED: Step(S.ENDED, (C.FINISH,), "the goodbye could not be said"),
        E.HAND_OVER: _HAND_OVER,
        E.GIVE_UP: Step(S.ENDED, (C.FINISH,), "the goodbye took too long"),
        E.HUNG_UP: _HUNG_UP,
    },
    S.ENDED: {},
}

# Reports of tasks that were already told to stop, or that no longer matter.
_ENDINGS = (S.HANDOVER, S.CLOSING)
LATE: frozenset[tuple[State, Event]] = frozenset(
    {(S.ENDED, event) for event in Event}
    | {
        (state, event)
        for state in _ENDINGS
        for event in Event
        if event not in TABLE[state]
    }
    | {
        (state, E.NOT_HEARD)
        for state in (S.GREETING, S.THINKING, S.TOOLING, S.SPEAKING, S.PAUSED)
    }
    | {  # it is said when the floor is free again
        (state, E.HOUSE_SPEAKS)
        for state in (S.GREETING, S.THINKING, S.TOOLING, S.PAUSED)
    }
    | {
        (S.GREETING, E.CALLER_FINISHED),
        (S.GREETING, E.CALLER_INSISTED),
        (S.GREETING, E.FALSE_ALARM),
        (S.GREETING, E.TURN_KEPT),
        (S.GREETING, E.WARN),
        (S.GREETING, E.NOTHING_SAID),
        (S.GREETING, E.SILENT),
        (S.GREETING, E.NO_INPUT),
        (S.LISTENING, E.CALLER_INSISTED),
        (S.LISTENING, E.TURN_KEPT),
        (S.LISTENING, E.NOTHING_SAID),
        (S.LISTENING, E.SENTENCE_READY),
        (S.LISTENING, E.TOOL_STARTED),
        (S.LISTENING, E.TOOL_DONE),
        (S.LISTENING, E.FALSE_ALARM),
        (S.LISTENING, E.REPLY_EMPTY),
        (S.LISTENING, E.PLAYED_OUT),
        (S.LISTENING, E.SILENT),
        (S.THINKING, E.CALLER_INSISTED),
        (S.THINKING, E.TURN_KEPT),
        (S.THINKING, E.WARN),
        (S.THINKING, E.CALLER_FINISHED),
        (S.THINKING, E.TOOL_DONE),
        (S.THINKING, E.NO_INPUT),
        (S.TOOLING, E.TURN_KEPT),
        (S.TOOLING, E.WARN),
        (S.TOOLING, E.REPLY_EMPTY),
        (S.TOOLING, E.NO_INPUT),
        (S.SPEAKING, E.CALLER_FINISHED),
        (S.SPEAKING, E.TOOL_DONE),
        (S.SPEAKING, E.REPLY_EMPTY),
        (S.SPEAKING, E.NO_INPUT),
        (S.PAUSED, E.TOOL_DONE),
        (S.PAUSED, E.WARN),
        (S.PAUSED, E.REPLY_EMPTY),
        (S.PAUSED, E.NO_INPUT),
    }
)


class DialogError(Exception):
    """An event arrived that the table does not allow: our bug, never the caller's."""


def step(state: State, event: Event) -> Step:
    """Return the step for ``event`` in ``state``; raises :exc:`DialogError`."""
    found = TABLE[state].get(event)
    if found is not None:
        return found
    if (state, event) in LATE:
        return Step(state, why="late")
    raise DialogError(f"can't handle {event.name} in {state.name}")
