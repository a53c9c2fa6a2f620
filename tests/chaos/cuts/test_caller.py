from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from callcore.shared.ids import new_call_id
from callcore.store.outbox import DurableOutbox
from callcore.store.outboxmemory import MemoryOutbox
from chaos.cuts.caller import Role, note, open_keys, play
from chaos.cuts.knife import Knife


@pytest.fixture
def role(tmp_path: Path) -> Role:
    return Role(
        "http://127.0.0.1:9", tmp_path, "w1", new_call_id(), "tyres", False, "ended", ""
    )


def words_of(role: Role) -> list[str]:
    return [json.loads(line)["word"] for line in role.log.read_text().splitlines()]


def test_words_are_on_record_in_order(role: Role) -> None:
    note(role.log, "yes", "123456")
    note(role.log, "placed", "123456")
    assert words_of(role) == ["yes", "placed"]


@pytest.mark.integration
async def test_a_caller_whose_shop_is_away_leaves_without_a_promise(role: Role) -> None:
    await play(role, Knife(""))
    assert words_of(role) == ["left"]


@pytest.mark.integration
async def test_the_control_forgets_its_keys(role: Role) -> None:
    async with open_keys(role) as outbox:
        assert isinstance(outbox, DurableOutbox)
    async with open_keys(replace(role, durable=False)) as outbox:
        assert isinstance(outbox, MemoryOutbox)
