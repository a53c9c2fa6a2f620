"""Faults of the guard and of the toolbox: one rule off, one check forgotten.

A good agent never meets the rule, so most are tried with an agent that does what the rule
forbids (the second half of a row in faults.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from callcore.agent.arguments import CheckedCall
from callcore.agent.desk import Desk
from callcore.agent.extra import ExtraTool
from callcore.agent.guard import Guard
from callcore.agent.refusals import Refusal
from callcore.agent.toolbox import NO_QUEUES, Toolbox, ToolResult
from callcore.engines.chat import ToolCall
from callcore.shared.ids import Language
from callcore.shared.records import Admission
from callcore.store.port import Order, Store, StoreError
from chaos.prompts.mutants.conductfaults import PREMIUM

MakeGuard = Callable[..., Guard]
MakeToolbox = Callable[..., Toolbox]


def without(*rules: str) -> MakeGuard:
    """Return a guard that does not know some of its reasons to refuse a tool."""

    class Lenient(Guard):
        off = rules

        def _why_not(self, call: CheckedCall) -> str:
            reason = super()._why_not(call)
            return "" if reason in self.off else reason

    return Lenient


def unheard(*rules: str) -> MakeGuard:
    """Return a guard that does not know some of its reasons to withhold a sentence."""

    class Deaf(Guard):
        off = rules

        def check_speech(self, text: str) -> Refusal | None:
            before = self.blocked.copy()
            refusal = super().check_speech(text)
            if refusal is None or refusal.reason not in self.off:
                return refusal
            self.blocked = before
            return None

    return Deaf


class KeepsCards(Guard):
    """Leaves card numbers in what the caller said."""

    def without_cards(self, text: str) -> str:
        """See :class:`Guard`."""
        return text


class TalksForEver(Guard):
    """Has no limit for the words of a turn."""

    def take_reply(self, text: str) -> str:
        """See :class:`Guard`."""
        return text


class TakesAnyAnswer(Guard):
    """Takes whatever the caller says for a yes."""

    def __init__(
        self, language: Language, *, secrets: Sequence[str] = (), prompt: str = ""
    ) -> None:
        super().__init__(
            language,
            says_yes=lambda _text, _language: True,
            secrets=secrets,
            prompt=prompt,
        )


class NeedsNoHearing(Guard):
    """Takes a read-back for heard as soon as it is handed to the voice."""

    def note_result(self, call: CheckedCall, result: Mapping[str, object]) -> None:
        """See :class:`Guard`."""
        super().note_result(call, result)
        if call.name == "read_back_order" and "say" in result:
            super().note_spoken(str(result["say"]))


# -- the toolbox -----------------------------------------------------------------------


class _Toolbox(Toolbox):
    """A toolbox whose results are spoilt by :meth:`spoilt`."""

    def __init__(
        self,
        store: Store,
        guard: Guard,
        admission: Admission,
        *,
        desk: Desk | None = None,
        queues: Mapping[str, str] = NO_QUEUES,
        more: Sequence[ExtraTool] = (),
    ) -> None:
        super().__init__(store, guard, admission, desk=desk, queues=queues, more=more)
        self.store, self.admission = store, admission

    async def run(self, call: ToolCall) -> ToolResult:
        """See :class:`Toolbox`."""
        return self.spoilt(call, await super().run(call))

    def spoilt(self, call: ToolCall, result: ToolResult) -> ToolResult:
        return result


class ReadsHalf(_Toolbox):
    """Leaves the second half of every read-back out, but for its question."""

    def spoilt(self, call: ToolCall, result: ToolResult) -> ToolResult:
        """See :class:`_Toolbox`."""
        if call.name != "read_back_order" or not result.say:
            return result
        words = result.say.split()
        return _saying(result, " ".join([*words[: len(words) // 3], words[-1]]))


class ReadsWrongTotal(_Toolbox):
    """Reads the number of pieces and the total wrongly."""

    def spoilt(self, call: ToolCall, result: ToolResult) -> ToolResult:
        """See :class:`_Toolbox`."""
        if call.name != "read_back_order" or not result.say:
            return result
        text = result.say
        for language in _THOUSANDS:
            for word, other in language:
                text = text.replace(word, other)
        return _saying(result, text)


_THOUSANDS: Final = (
    (("thousand", "million"), ("hundred", "thousand")),
    (("тысяч", "миллион"), ("сот", "тысяч")),
    (("тисяч", "мільйон"), ("сот", "тисяч")),
)


def _saying(result: ToolResult, text: str) -> ToolResult:
    shown = {**json.loads(result.text), "say": text}
    return replace(result, say=text, text=json.dumps(shown, ensure_ascii=False))


class TransfersAnywhere(_Toolbox):
    """Sends the caller to whatever number there is."""

    def spoilt(self, call: ToolCall, result: ToolResult) -> ToolResult:
        """See :class:`_Toolbox`."""
        return (
            replace(result, target=PREMIUM) if result.effect == "transfer" else result
        )


class ConfirmsOnPaper(_Toolbox):
    """Says that an order is confirmed without asking the shop."""

    async def run(self, call: ToolCall) -> ToolResult:
        """See :class:`Toolbox`."""
        if call.name != "confirm_order":
            return await super().run(call)
        order_id = json.loads(call.arguments).get("order_id")
        done = {"order_id": order_id, "state": "confirmed"}
        return ToolResult(json.dumps(done))


class DoesNotReadAloud(_Toolbox):
    """Forgets to have the read-back spoken."""

    def spoilt(self, call: ToolCall, result: ToolResult) -> ToolResult:
        """See :class:`_Toolbox`."""
        if call.name != "read_back_order":
            return result
        return replace(result, effect=None, say="")


class CancelsAnything(_Toolbox):
    """Cancels what is named, whoever owns it and whatever he says."""

    async def run(self, call: ToolCall) -> ToolResult:
        """See :class:`Toolbox`."""
        if call.name != "cancel_order":
            return await super().run(call)
        order_id = str(json.loads(call.arguments).get("order_id"))
        try:
            order = await self.store.cancel_order(self.admission.call_id, order_id)
        except StoreError:
            return await super().run(call)
        return ToolResult(json.dumps({"order_id": order_id, "state": order.state}))


class LosesCallbacks(_Toolbox):
    """Says that a wish is noted, and notes nothing."""

    async def run(self, call: ToolCall) -> ToolResult:
        """See :class:`Toolbox`."""
        if call.name == "request_callback":
            return ToolResult(json.dumps({"state": "noted"}))
        return await super().run(call)


class BelievesEverybody(Toolbox):
    """Takes every caller for the owner of every order."""

    def __init__(
        self,
        store: Store,
        guard: Guard,
        admission: Admission,
        *,
        desk: Desk | None = None,
        queues: Mapping[str, str] = NO_QUEUES,
        more: Sequence[ExtraTool] = (),
    ) -> None:
        shop = cast("Store", _Obliging(store, admission))
        super().__init__(shop, guard, admission, desk=desk, queues=queues, more=more)


class _Obliging:
    """A shop whose every order is the caller's."""

    def __init__(self, store: Store, admission: Admission) -> None:
        self._store = store
        self._admission = admission

    async def order(self, order_id: str) -> Order:
        order = await self._store.order(order_id)
        return replace(order, phone=self._admission.caller)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)
