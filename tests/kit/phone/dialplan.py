"""The project's dialplan (ASTERISK.md section 11), run for one caller after another.

Everything but an explicit mark goes to a human. What a caller does with the handset
may end it anywhere; then only ``h`` of the operators context still runs.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Collection
from dataclasses import replace

import trio

from callcore.protocol.fastagi_asterisk import AgiChannel
from tests.kit.phone.exchange import AgiCall, AgiStatus, Exchange
from tests.kit.phone.handset import Handset
from tests.kit.phone.leg import Leg
from tests.kit.phone.network import NetworkExchange
from tests.kit.phone.operators import Operators
from tests.kit.phone.result import CallResult, LegEnd, Outcome

LIMIT_S = 1260.0  # S(1260) of the dialplan
LAST_WORDS_S = 3.0  # `h` runs for a caller who has gone: it may not wait for ever

CALLER = AgiChannel(caller="+15550100", extension="100", dialled="100")


class Phone:
    """An Asterisk. One object may run many calls at once.

    ``desk`` is ``host:port`` of the FastAGI of admit and handover. ``targets`` are the
    ``context,exten,prio`` that exist; any other word of `after` means a human.
    """

    def __init__(
        self,
        desk: str = "127.0.0.1:4573",
        exchange: Exchange | None = None,
        operators: Operators | None = None,
        targets: Collection[str] = (),
        *,
        limit_s: float = LIMIT_S,
        keeps_audio: bool = True,
    ) -> None:
        self.desk = desk
        self.exchange: Exchange = exchange or NetworkExchange()
        self.operators = operators or Operators()
        self.targets = frozenset(targets)
        self.limit_s = limit_s
        self.keeps_audio = keeps_audio
        self.calls = 0

    async def call(
        self, handset: Handset | None = None, channel: AgiChannel = CALLER
    ) -> CallResult:
        """Run one call to its end and tell of it.

        Raises nothing of its own: what went wrong is in the result. Cancelled, it
        hangs up.
        """
        self.calls += 1
        name = f"{channel.channel.rpartition('-')[0]}-{self.calls:08x}"
        channel = replace(channel, channel=name, unique_id=f"1795000000.{self.calls}")
        call = _Call(self, handset or Handset(), channel)
        await call.run()
        return call.result


class _Call:
    def __init__(self, phone: Phone, handset: Handset, channel: AgiChannel) -> None:
        self.result = CallResult(trio.current_time())
        self._phone = phone
        self._handset = handset
        self._channel = channel
        self._variables = self.result.variables

    async def run(self) -> None:
        """Run [callcore] until it is done or the caller has gone."""
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._watch, nursery.cancel_scope)
                await self._reception()
                nursery.cancel_scope.cancel(reason="the dialplan is done")
            if self._handset.is_gone and self.result.over_s is None:
                await self._caller_gone()
        finally:
            self.result.over_s = trio.current_time()

    async def _watch(self, scope: trio.CancelScope) -> None:
        await self._handset.wait_gone()
        scope.cancel(reason="the caller has gone")

    async def _reception(self) -> None:
        self._variables["CALL_UUID"] = ""
        status = await self._agi("admit", self._phone.desk)
        if status != "SUCCESS" or not self._variables["CALL_UUID"]:
            return await self._go_to_operators()
        await self._dial()
        self._variables["CALL_NEXT"] = ""
        call_id = self._variables["CALL_UUID"]
        await self._agi("after", self._variables.get("CALL_AFTER", ""), call_id)
        await self._go_on(self._variables["CALL_NEXT"])
        return None

    async def _dial(self) -> None:
        self.result.uuid = self._variables["CALL_UUID"]
        self.result.target = self._variables.get("CALL_TARGET", "")
        leg = Leg(self._handset, self.result, keeps_audio=self._phone.keeps_audio)
        try:
            call = uuids.UUID(self.result.uuid).bytes
        except ValueError as exc:  # AudioSocket refuses it: CHANUNAVAIL
            self.result.errors.append(f"CALL_UUID: {exc}")
            self.result.dial_status, end = "CHANUNAVAIL", LegEnd.REFUSED
        else:
            end = await leg.run(self._phone.exchange, call, self._phone.limit_s)
        self.result.leg_end = end
        self.result.leg_ended_s = trio.current_time()

    async def _go_on(self, where: str) -> None:
        self.result.next = where
        if where == "end":
            self._finish(Outcome.END)
        elif where in self._phone.targets:
            self._finish(Outcome.TARGET)
        else:
            await self._go_to_operators()

    def _finish(self, outcome: Outcome) -> None:
        self.result.outcome = outcome
        self.result.over_s = trio.current_time()

    async def _go_to_operators(self) -> None:
        """Run [operators]: the queue, and what it says afterwards."""
        self._channel = replace(self._channel, context="operators", extension="s")
        self.result.at_operator_s = trio.current_time()
        self.result.outcome = Outcome.HUMAN
        call_id = self._variables["CALL_UUID"]
        status = await self._phone.operators.serve(call_id, self._variables)
        self.result.queue_status = self._variables["QUEUESTATUS"] = status
        await self._agi("handover", self._phone.desk, call_id, status)
        self._finish(Outcome.HUMAN)

    async def _caller_gone(self) -> None:
        """Note the caller's own end, and run ``h`` if it was with the operators."""
        if self.result.connected_s is not None and self.result.leg_ended_s is None:
            self.result.leg_end = LegEnd.CALLER
            self.result.leg_ended_s = trio.current_time()
        if self.result.at_operator_s is None:
            self.result.outcome = Outcome.HUNG_UP
        elif not self.result.queue_status and not self._handset.is_crash:
            await self._last_words()

    async def _last_words(self) -> None:
        waited = self._variables.get("ABANDONED") == "TRUE"
        self.result.queue_status = "ABANDON" if waited else "ANSWER"
        self._channel = replace(self._channel, extension="h", priority=1)
        with trio.move_on_after(LAST_WORDS_S):
            await self._agi(
                "handover",
                self._phone.desk,
                self._variables["CALL_UUID"],
                self.result.queue_status,
            )

    async def _agi(self, script: str, where: str, *args: str) -> AgiStatus:
        """AGI(agi://where/script,args): a status for the result as well."""
        url = f"agi://{where}/{script}"
        self.result.agi_status[script] = "HANGUP"  # unless it comes to an end
        call = AgiCall(url, args, self._channel, self._variables)
        status = await self._phone.exchange.run_agi(call)
        self.result.agi_status[script] = status
        return status
