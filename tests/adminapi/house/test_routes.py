"""The settings in force, and log levels."""

import pytest

from adminapi.house.routes import settings_told
from adminapi.settings import SETTINGS
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import Command, Reply, WorkerState
from tests.kit.adminhouse import SIGNING_KEY, admin_house, config_of


def test_every_setting_is_told_and_no_secret():
    secrets = {
        "signing_key": SIGNING_KEY,
        "s3_key": "hush-hush",
        "old_signing_key": SIGNING_KEY,
    }
    database = "postgresql://ann:hush@h/db"
    told = settings_told(config_of(**secrets, database_url=database))
    assert len(told) == len(SETTINGS)
    text = str([each.value for each in told])
    assert "hush" not in text
    assert SIGNING_KEY not in text
    by_name = {each.variable: each.value for each in told}
    assert by_name["ADMINAPI_PORT"] == "8080"


@pytest.mark.integration
async def test_only_admins_see_settings_and_set_levels(database_url, nursery):
    state = MemoryState()
    async with admin_house(database_url, state=state) as house:
        await state.beat(WorkerState("h:w1:1", 0, 4, False, "1", "a:1"))
        taken: list[Command] = []

        async def obey():
            while not taken:
                taken.extend(await state.take("h:w1:1"))
            await state.reply(Reply(taken[0].command_id, "done"))

        nursery.start_soon(obey)
        wanted = {"worker": "h:w1:1", "level": "debug"}
        told = await house.put("/house/log-level", wanted, role="admin")
        assert told.json["result"] == "done"
        assert dict(taken[0].arguments) == {"level": "debug"}
        shown = (await house.get("/house/settings", role="admin")).json
        assert [each["worker"] for each in shown["workers"]] == ["h:w1:1"]
        gone = {"worker": "h:w9:1", "level": "debug"}
        told = await house.put("/house/log-level", gone, role="admin")
        assert told.problem == "worker-gone"
        for role in ("viewer", "operator", "supervisor"):
            assert (await house.get("/house/settings", role=role)).status == 403
