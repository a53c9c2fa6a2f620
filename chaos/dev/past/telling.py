"""Plays a tale as its worker would have told it: records for the spool, as it writes them.

Journal, sanitizer, sealed number and prices are those of production; only the clock is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final
from uuid import UUID

from callcore.app.callrecords import CallRecords
from callcore.shared import stamps
from callcore.shared.costs.pricetable import PriceTable
from callcore.shared.costs.rating import UsageEvent, rate
from callcore.shared.costs.usage import Component, Mode, Unit, Usage
from callcore.shared.costs.usagerecords import Spent, fields_of
from callcore.shared.ids import CallId
from callcore.shared.observe import events
from callcore.shared.observe.journal import MemoryJournal
from callcore.shared.observe.pii import Sanitizer
from callcore.shared.records import Admission
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.spool.port import MemorySpool, SpoolRecord
from chaos.dev.past.chances import Chance
from chaos.dev.past.tales import Exchange, Tale, Tool, tales_of
from chaos.dev.spelling import did_of

CHAR_S: Final = 0.06  # of speech
SHA: Final = "a80d0a1941dd04d019394cb9fb6157d2a7fe9e3b3b74f6b67d0a699778bc350d"
CHANGES: Final = frozenset({"create_order", "confirm_order"})  # of the shop's books
FAILED: Final = '{"error": "unavailable", "reason": "timeout"}'
Model = tuple[str, str]  # provider and model
MODELS: Final[dict[str, dict[Component, Model]]] = {
    "google": {"stt": ("google", "v2/latest_long"), "tts": ("google", "chirp3-hd"), "llm": ("openai", "gpt-6-luna")},
    "openai": {"stt": ("openai", "gpt-transcribe"), "tts": ("openai", "tts-1"), "llm": ("openai", "gpt-4o-mini")},
    "local": {"stt": ("local", "whisper"), "tts": ("local", "voice"), "llm": ("local", "offline-agent")},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """Somebody spoke from ``begin_s`` to ``end_s`` of the call."""

    who: str  # caller | agent
    begin_s: float
    end_s: float


@dataclass(slots=True)
class Told:
    """A call as records, and who spoke when in it."""

    call_id: str
    started_s: float
    records: list[SpoolRecord] = field(default_factory=list)
    speech: list[Side] = field(default_factory=list)
    duration_s: float = 0.0


class Teller:
    """Tells calls that ended before ``now_s``."""

    def __init__(self, ring: KeyRing, table: PriceTable, now_s: float) -> None:
        self._ring = ring
        self._table = table
        self._now_s = now_s

    def tell(self, chance: Chance, random: Random) -> Told:
        """Return a call; the same source gives the same call."""
        call_id = str(UUID(int=random.getrandbits(128), version=4))
        told = Told(call_id, self._now_s - chance.age_s)
        _Play(chance, random, told, self._ring, self._table).run()
        return told


class _Play:
    """One call while it is played; ``t`` is its clock."""

    def __init__(
        self,
        chance: Chance,
        random: Random,
        told: Told,
        ring: KeyRing,
        table: PriceTable,
    ) -> None:
        self._chance, self._random, self._told = chance, random, told
        self._table = table
        self._t = 0.0
        self._turn = 0
        self._spool = MemorySpool()
        self._order = f"{random.randrange(100_000, 999_999)}"
        self._tale: Tale = tales_of(chance.language)[chance.tale]
        self._journal = MemoryJournal(lambda: round(self._t, 3), Sanitizer())
        self._kept = 0  # records of the journal that are in the spool
        admission = Admission(
            CallId(told.call_id),
            "" if chance.withheld else f"+38067{2_000_000 + chance.number:07d}",
            did_of(chance.language),
            chance.language,
        )
        self._records = CallRecords(
            self._spool, chance.worker, admission, self._at_s, ring
        )

    def run(self) -> None:
        """Play it to its end."""
        chance = self._chance
        self._note(
            events.CALL_STARTED, caller="", did=did_of(chance.language),
            language=chance.language, prompt_sha=SHA, prompt=chance.prompt,
            **({"stt_arm": chance.arm} if chance.arm else {}),
        )  # fmt: skip
        self._says(self._tale.greeting, -1)
        self._moves("greeting", "listening", "played out")
        last = len(self._tale.exchanges)
        if chance.fate != "told":
            last = self._random.randrange(1, last + 1)
        for exchange in self._tale.exchanges[:last]:
            self._exchange(exchange)
        self._end()
        self._told.duration_s = self._t

    def _end(self) -> None:
        following, reason = self._tale.next, self._tale.reason
        if self._chance.fate == "lost":
            self._report("worker.gone", {"worker": self._chance.worker, "reason": "9"})
            return
        if self._chance.fate == "hung-up":
            following, reason = "end", "caller-hung-up"
        else:
            if following == "human":
                self._note(events.CALL_TRANSFERRED, next=following, reason=reason)
            self._says(self._tale.farewell, -1)
        self._note(
            events.CALL_ENDED, next=following, reason=reason,
            duration_s=round(self._t, 3), cost_micros=0,
        )  # fmt: skip
        if following == "human":
            self._hand_over()

    def _exchange(self, exchange: Exchange) -> None:
        self._turn += 1
        self._pass(self._random.uniform(0.4, 1.5))
        began_s = self._t
        self._hears(exchange.caller)
        ended_s, stages = self._t, self._stages()
        self._pass(stages["endpointing_ms"] / 1000)
        self._moves("listening", "thinking", "caller finished")
        self._pass(stages["stt_ms"] / 1000)
        self._note(
            events.CALLER_SAID, turn=self._turn, text=exchange.caller,
            began_ago_ms=self._ago_ms(began_s), ended_ago_ms=self._ago_ms(ended_s),
        )  # fmt: skip
        tools_ms = sum(map(self._uses, exchange.tools))
        if self._chance.degraded and self._turn == 1:
            self._degrades()
        self._pass((stages["llm_ms"] + stages["tts_ms"]) / 1000)
        stages["llm_ms"] += tools_ms  # as a worker tells it
        if not exchange.agent:
            return
        self._moves("thinking", "speaking", "sentence ready")
        total_ms = round(sum(stages.values()), 1)
        self._note(events.CALL_TURN, turn=self._turn, **stages, total_ms=total_ms)
        self._answers(exchange.agent)
        self._moves("speaking", "listening", "played out")

    def _moves(self, was: str, state: str, on: str) -> None:
        self._note(events.CALL_STATE, state=state, was=was, on=on)

    def _answers(self, texts: Sequence[str]) -> None:
        cuts = self._chance.interrupts and self._turn == 1
        for number, text in enumerate(texts, 1):
            if cuts and number == 2:
                self._cut(text, texts[number:])
                return
            self._says(text, self._turn)

    def _cut(self, text: str, unsaid: Sequence[str]) -> None:
        """Be talked over after a few words."""
        words = text.split()
        self._says(" ".join(words[: len(words) // 2]), self._turn, planned=text)
        for later in unsaid:
            self._note(events.AGENT_UNSAID, turn=self._turn, text=later)
        self._note(
            events.CALL_BARGE_IN, verdict="confirmed", by="duration", after_ms=620
        )

    def _hears(self, text: str) -> None:
        begin_s = self._t
        self._pass(len(text) * CHAR_S * 0.9)
        self._told.speech.append(Side("caller", begin_s, self._t))
        mode: Mode = "request" if self._chance.vendor == "openai" else "stream"
        self._spend("stt", mode, "audio_ms", round((self._t - begin_s) * 1000))

    def _says(self, text: str, turn: int, planned: str = "") -> None:
        begin_s = self._t
        self._pass(len(text) * CHAR_S)
        self._told.speech.append(Side("agent", begin_s, self._t))
        how: dict[str, object] = {"cut": bool(planned)}
        if planned:
            how |= {"exact": True, "planned": planned}
        self._note(
            events.AGENT_SAID, turn=turn, text=text, **how,
            began_ago_ms=self._ago_ms(begin_s), ended_ago_ms=0,
        )  # fmt: skip
        self._spend("tts", "request", "chars", len(planned or text))

    def _uses(self, tool: Tool) -> float:
        """Use a tool; return how many ms that took."""
        slow_ms = 20 * self._chance.slow + 400 * self._random.random() ** 4
        fails = self._chance.tool_fails and tool.name != "transfer_to_operator"
        took_ms = 5_000.0 if fails else round(slow_ms, 1)
        arguments = self._filled(tool.arguments)
        self._note(
            events.TOOL_CALLED, turn=self._turn, tool=tool.name, arguments=arguments
        )
        self._pass(took_ms / 1000)
        key: dict[str, object] = {}
        if tool.name in CHANGES:
            key = {"idempotency_key": f"{self._told.call_id}:{self._order}:{tool.name}"}
        self._note(
            events.TOOL_RETURNED, turn=self._turn, tool=tool.name, ok=not fails,
            result=FAILED if fails else self._filled(tool.result), took_ms=took_ms, **key,
        )  # fmt: skip
        return took_ms

    def _ago_ms(self, at_s: float) -> int:
        return round(1000 * (self._t - at_s))

    def _degrades(self) -> None:
        self._note(
            events.CALL_DEGRADED, rung="second-stt", stage="stt",
            engine=self._chance.vendor, reason="deadline",
        )  # fmt: skip

    def _stages(self) -> dict[str, float]:
        """Return where the time of a turn goes; the model bills what it reads and writes."""
        slow, random = self._chance.slow, self._random
        self._spend("llm", "request", "tokens_in", 1_900 + 180 * self._turn)
        self._spend("llm", "request", "tokens_out", random.randrange(18, 90))
        return {
            "endpointing_ms": random.choice((400.0, 600.0, 600.0, 900.0)),
            "stt_ms": round(random.uniform(90, 320) * slow, 1),
            "llm_ms": round(random.uniform(180, 620) * slow, 1),
            "tts_ms": round(random.uniform(60, 240) * slow, 1),
            "filler_ms": 0.0,
            "wire_ms": round(random.uniform(1, 22), 1),
        }

    def _spend(
        self, component: Component, mode: Mode, unit: Unit, quantity: int
    ) -> None:
        provider, model = MODELS[self._chance.vendor][component]
        if self._chance.unpriced and component == "llm":
            model = "gpt-7-preview"
        usage = Usage(component, provider, model, mode, unit, max(1, quantity))
        line_id = str(UUID(int=self._random.getrandbits(128), version=4))
        at = stamps.utc_text(self._at_s())
        event = UsageEvent(
            line_id, CallId(self._told.call_id), at, usage, self._chance.arm
        )
        spent = Spent(event, rate(event, self._table))
        self._put("usage", {"line_id": line_id, "record": fields_of(spent)})

    def _hand_over(self) -> None:
        random = self._random
        status = random.choices(("ANSWER", "ABANDON", "TIMEOUT"), (82, 11, 7))[0]
        waited_s = round(random.expovariate(1 / 14), 1)
        member = f"PJSIP/{random.randrange(101, 107)}" if status == "ANSWER" else ""
        self._report(
            "handover",
            {
                "handover_id": str(UUID(int=random.getrandbits(128), version=4)),
                "call_id": self._told.call_id,
                "status": status,
                "queue": random.choice(("sales", "sales", "service")),
                "waited_s": waited_s,
                "since_ai_s": round(waited_s + 0.3, 1),
                "member": member,
            },
        )

    def _filled(self, text: str) -> str:
        return text.replace("%s", self._order)

    def _report(self, kind: str, body: dict[str, object]) -> None:
        self._put(kind, {**body, "at": self._at_s()})

    def _note(self, event: str, **fields: object) -> None:
        self._journal.note(event, **fields)
        self._records.tell(self._journal.records[-1])
        for kind, body in self._spool.records:
            self._put(kind, dict(body))
        self._spool.records.clear()

    def _put(self, kind: str, body: dict[str, object]) -> None:
        records = self._told.records
        records.append(SpoolRecord(len(records) + 1, kind, self._at_s(), body))

    def _pass(self, seconds: float) -> None:
        self._t += seconds

    def _at_s(self) -> float:
        return self._told.started_s + self._t
