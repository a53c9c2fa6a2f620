"""What the dialplan gets for an answer."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import trio

from callcore.desk.fastagi import AgiChannel
from callcore.protocol.link import Admit, Beat, Ready
from callcore.shared.spool.port import MemorySpool
from callcore.supervisor.crew import Crew
from callcore.supervisor.deadlines import Deadlines
from callcore.supervisor.departures import Departures
from callcore.supervisor.frontdesk import FrontDesk
from callcore.supervisor.plan import Plan
from callcore.supervisor.reports import Reports
from tests.callcore.supervisor.test_placement import a_worker
from tests.kit.agi import ask
from tests.kit.fakechild import FakeChild, link_of


class FakeCrew(Crew):
    """Workers without processes."""

    def __init__(self, *workers) -> None:
        self.workers = dict.fromkeys(workers)
        self.draining = False
        self.restarts = 0


def a_plan(**changes) -> Plan:
    return Plan(worker_command=lambda _n, _f: [], workers=1, **changes)


def a_desk(*workers, **changes) -> FrontDesk:
    return FrontDesk(FakeCrew(*workers), a_plan(**changes), Departures())


async def test_admit_sets_target_and_after_first_and_the_id_last(autojump_clock):
    desk = a_desk(a_worker(0))
    variables = await ask(desk.serve, "admit")
    assert list(variables) == ["CALL_TARGET", "CALL_AFTER", "CALL_UUID"]
    assert variables["CALL_TARGET"] == "127.0.0.1:9092"
    assert variables["CALL_AFTER"] == "127.0.0.1:9192"
    assert len(variables["CALL_UUID"]) == 36
    assert desk.tally == Counter(admitted=1)


async def test_admit_hands_over_who_calls_and_in_which_language(autojump_clock):
    worker = a_worker(0)
    desk = a_desk(worker, did_languages={"200": "uk"})
    await ask(desk.serve, "admit", extension="200")
    (admit,) = link_of(worker).sent
    assert isinstance(admit, Admit)
    assert admit.admission.caller == "+15550100"
    assert (admit.admission.did, admit.admission.language) == ("200", "uk")


@pytest.mark.parametrize("live", [10, 11])
async def test_a_full_house_is_not_an_answer(autojump_clock, live):
    desk = a_desk(a_worker(live))
    assert await ask(desk.serve, "admit") == {}
    assert desk.tally == Counter(refused=1)


async def test_a_draining_house_is_not_an_answer(autojump_clock):
    desk = a_desk(a_worker(0))
    desk._crew.draining = True
    assert await ask(desk.serve, "admit") == {}


async def test_without_an_acknowledgement_there_is_no_answer(autojump_clock):
    desk = a_desk(a_worker(0, obeys=False))
    assert await ask(desk.serve, "admit") == {}


async def test_a_variable_that_cannot_be_set_leaves_the_id_unset(autojump_clock):
    class Refuses(AgiChannel):
        async def set_variable(self, name: str, value: str) -> bool:
            return (
                False
                if name == "CALL_AFTER"
                else await super().set_variable(name, value)
            )

    desk = a_desk(a_worker(0))

    async def serve(agi: AgiChannel) -> None:
        agi.__class__ = Refuses
        await desk.serve(agi)

    assert "CALL_UUID" not in await ask(serve, "admit")
    assert desk.tally["admitted"] == 0


async def test_handover_is_counted_and_timed_from_the_refusal(autojump_clock, caplog):
    caplog.set_level("INFO")
    desk = a_desk()
    await ask(desk.serve, "admit")
    await trio.sleep(7)
    await ask(desk.serve, "handover", ("", "TIMEOUT"))
    assert desk.tally == Counter(refused=1, handover_timeout=1)
    assert caplog.records[-1].since_ai_s == 7.0
    assert caplog.records[-1].status == "TIMEOUT"


async def test_handover_without_a_status_asks_the_channel(autojump_clock):
    desk = a_desk()
    await ask(desk.serve, "handover", QUEUESTATUS="ABANDON")
    assert desk.tally == Counter(handover_abandon=1)


class Kept(Reports):
    """Keeps reports in a list."""

    def __init__(self) -> None:
        super().__init__(Path("/nowhere"), 1)
        self._spool = self.kept = MemorySpool()


CALL = "3f2c0000-0000-4000-8000-000000000001"


async def test_a_hand_over_is_on_record_with_what_the_queue_tells(autojump_clock):
    reports = Kept()
    desk = FrontDesk(FakeCrew(), a_plan(), Departures(), reports)
    told = {"QUEUENAME": "sales", "MEMBERINTERFACE": "PJSIP/101", "QEHOLDTIME": "12"}
    await ask(desk.serve, "handover", (CALL, "CONTINUE"), **told)
    ((kind, body),) = reports.kept.records
    assert (kind, body["call_id"], body["status"]) == ("handover", CALL, "CONTINUE")
    assert (body["queue"], body["member"], body["waited_s"]) == ("sales", "PJSIP/101", 12)  # fmt: skip


async def test_an_older_dialplan_tells_less(autojump_clock):
    reports = Kept()
    desk = FrontDesk(FakeCrew(), a_plan(), Departures(), reports)
    await ask(desk.serve, "handover", ("", "TIMEOUT"), CALL_QUEUE="operators")
    ((_, body),) = reports.kept.records
    assert (body["queue"], body["member"], body["waited_s"]) == ("operators", "", None)
    assert (body["call_id"], body["since_ai_s"]) == ("", None)


async def test_a_channel_that_hangs_or_is_gone_is_on_record_all_the_same(
    autojump_clock,
):
    class Hangs(AgiChannel):
        async def get_variable(self, name: str) -> str:
            await trio.sleep_forever()

    class Gone(AgiChannel):
        async def get_variable(self, name: str) -> str:
            raise trio.BrokenResourceError

    for kind in (Hangs, Gone):
        reports = Kept()
        desk = FrontDesk(FakeCrew(), a_plan(), Departures(), reports)

        async def serve(agi: AgiChannel, kind=kind, desk=desk) -> None:
            agi.__class__ = kind
            await desk.serve(agi)

        await ask(serve, "handover", (CALL, "ABANDON"))
        ((_, body),) = reports.kept.records
        assert (body["status"], body["member"]) == ("ABANDON", "")


async def test_a_status_of_the_network_s_own_making_is_not_logged(
    autojump_clock, caplog
):
    caplog.set_level("INFO")
    desk = a_desk()
    await ask(desk.serve, "handover", ("+15550100", "+15550100"))
    assert desk.tally == Counter(handover_other=1)
    assert "15550100" not in str(vars(caplog.records[-1]))


async def test_an_unknown_script_is_one_line(autojump_clock, caplog):
    desk = a_desk()
    assert await ask(desk.serve, "../../etc") == {}
    assert desk.tally == Counter(unknown_script=1)
    assert len(caplog.records) == 1


def test_the_fakes_have_the_shape_of_the_real_ones():
    worker = FakeChild()
    assert worker.link.send(Beat(0, 0))
    assert worker.link.send(Ready(1, 2, 3))
    assert Deadlines().ack_s == 0.2
