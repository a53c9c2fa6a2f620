"""The tools of one call: checked, guarded, carried out, answered as JSON.

Whatever a model asks for, :meth:`Toolbox.run` answers; it raises only ``Cancelled``.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal, cast

from callcore.agent.answers import Answer, error, refused
from callcore.agent.arguments import BadArguments, CheckedCall, Reader
from callcore.agent.desk import Desk
from callcore.agent.errands import Errands, Receipt
from callcore.agent.extra import ExtraTool, ExtraToolError
from callcore.agent.guard import ALWAYS, Guard
from callcore.agent.phones import e164
from callcore.agent.refusals import Refusal
from callcore.agent.shopping import Shopping
from callcore.agent.tools import REASONS, TOOLS
from callcore.engines.chat import ToolCall, ToolSpec
from callcore.shared.records import Admission
from callcore.store.port import Store, StoreError, StoreRefused

Effect = Literal["say", "transfer", "end"]

MAX_RESULT_CHARS: Final = 16_000  # of a foreign tool; some 5,000 tokens
NO_QUEUES: Final[Mapping[str, str]] = MappingProxyType({})
_READERS: Final = {name: Reader(tool.spec) for name, tool in TOOLS.items()}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What goes back to the model, and what the call must do besides.

    ``say`` is spoken verbatim and protected; ``reason`` is a short word for a transfer;
    ``target`` a dialplan target from configuration, '' for the default operator; ``key``
    is the idempotency key under which the shop was asked for a change.
    """

    text: str
    ok: bool = True
    effect: Effect | None = None
    say: str = ""
    reason: str = ""
    target: str = ""
    key: str = ""

    @classmethod
    def interrupted(cls) -> ToolResult:
        """Return the answer to a tool that was never started."""
        return _result(error("interrupted"))

    @classmethod
    def late(cls) -> ToolResult:
        """Return the answer to a tool that was cut off."""
        return _result(error("late"))


class Toolbox:
    """The tools of one call.

    ``queues`` maps the names that a model may transfer to onto dialplan targets;
    ``more`` are tools of configured servers. One that is called like ours is left out.
    """

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
        self._guard = guard
        self._queues = queues
        self._extra = {t.spec.name: t for t in more if t.spec.name not in TOOLS}
        caller = e164(admission.caller)
        self._receipt = Receipt()
        errands = Errands(
            *(store, guard, admission.call_id, caller, desk),
            Shopping(store),
            self._receipt,
        )
        self._work = errands.table()
        self._specs = {name: tool.spec for name, tool in TOOLS.items()}
        self._readers = dict(_READERS)
        for tool in self._extra.values():
            self._add(tool.spec)
        if queues:
            transfer = self._specs["transfer_to_operator"]
            self._add(_with_queues(transfer, queues))

    def _add(self, spec: ToolSpec) -> None:
        self._specs[spec.name] = spec
        self._readers[spec.name] = Reader(spec)

    @property
    def specs(self) -> Sequence[ToolSpec]:
        """Return the tools as a model is shown them."""
        return tuple(self._specs.values())

    def has_effects(self, call: ToolCall) -> bool:
        """Say whether ``call`` changes anything; without, it may run on a guess."""
        extra = self._extra.get(call.name)
        if extra is not None:
            return extra.effects
        tool = TOOLS.get(call.name)
        return tool is not None and tool.effects

    async def run(self, call: ToolCall) -> ToolResult:
        """Carry out ``call``. Cancelled: an order may or may not have been placed."""
        refusal = self._guard.admit(call.name)
        if refusal is not None:
            return _blocked(refusal, call)
        reader = self._readers.get(call.name)
        if reader is None:
            self._guard.refuse("unknown-tool")
            return _result(error("unknown_tool"))
        try:
            checked = self._read(call, reader)
        except BadArguments as exc:
            self._guard.refuse("bad-arguments")
            return _result(error("bad_arguments", str(exc)))
        refusal = self._guard.check(checked)
        if refusal is not None:
            return _blocked(refusal, call)
        self._receipt.key = ""
        answer = await self._answer(checked)
        self._guard.note_result(checked, answer)
        return replace(self._finished(checked, answer), key=self._receipt.key)

    def _read(self, call: ToolCall, reader: Reader) -> CheckedCall:
        try:
            return reader.read(call)
        except BadArguments:
            if call.name not in ALWAYS:
                raise
        # the way to a human stays open, however clumsily it is asked for (P1)
        self._guard.refuse("bad-arguments")
        return CheckedCall(call.id, call.name, {})

    async def _answer(self, call: CheckedCall) -> Answer:
        extra = self._extra.get(call.name)
        if extra is not None:
            return await self._ask_extra(extra, call)
        try:
            return await self._work[call.name](call)
        except StoreRefused as exc:
            return refused(exc.reason)
        except StoreError:
            return error("store_unavailable")

    async def _ask_extra(self, tool: ExtraTool, call: CheckedCall) -> Answer:
        arguments = dict(call.arguments)
        if "phone" in arguments:
            arguments["phone"] = e164(str(arguments["phone"]))
        try:
            answer = await tool.call(arguments)
        except ExtraToolError as exc:
            late = exc.reason == "late"
            return error("late") if late else error("tool_failed", exc.reason)
        return answer if _fits(answer) else error("tool_failed", "too-long")

    def _finished(self, call: CheckedCall, answer: Answer) -> ToolResult:
        result = _result(answer)
        if not result.ok or call.name in self._extra:
            return result
        match call.name:
            case "transfer_to_operator":
                reason = call.text("reason")
                return replace(
                    result,
                    effect="transfer",
                    reason=reason if reason in REASONS else "agent",
                    target=self._queues.get(call.text("queue"), ""),
                )
            case "end_call":
                return replace(result, effect="end")
            case _ if "say" in answer:
                return replace(result, effect="say", say=str(answer["say"]))
            case _:
                return result


def _with_queues(transfer: ToolSpec, queues: Mapping[str, str]) -> ToolSpec:
    queue = {
        "type": "string",
        "enum": list(queues),
        "description": "which operators; left out: those who take any call",
    }
    properties = cast("Mapping[str, object]", transfer.parameters["properties"])
    parameters = {**transfer.parameters, "properties": {**properties, "queue": queue}}
    return replace(transfer, parameters=parameters)


def _fits(answer: Answer) -> bool:
    try:
        return len(json.dumps(answer, ensure_ascii=False)) <= MAX_RESULT_CHARS
    except (TypeError, ValueError, RecursionError):
        return False


def _blocked(refusal: Refusal, call: ToolCall) -> ToolResult:
    tool = call.name if call.name in TOOLS else "foreign"
    log.info("tool call blocked", extra={"tool": tool, "reason": refusal.reason})
    return _result(
        {
            "error": "not_allowed",
            "reason": refusal.reason,
            "message": refusal.message,
        }
    )


def _result(answer: Answer) -> ToolResult:
    text = json.dumps(answer, ensure_ascii=False)
    return ToolResult(text, ok="error" not in answer)
