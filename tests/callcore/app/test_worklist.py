from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import trio

from callcore.agent.desk import DeskError
from callcore.app.worklist import (
    COUNT_S,
    TO_DO,
    WorklistDesk,
    folder_of,
    keep_count,
    masked,
    run,
)
from callcore.shared.config import load
from callcore.shared.ids import CallId, new_call_id
from callcore.shared.offload import run_inline
from callcore.shared.sealed.keytext import new_key
from callcore.shared.worklist import table
from callcore.shared.worklist.files import open_worklist, read_items
from callcore.shared.worklist.item import Item
from callcore.shared.worklist.port import MemoryWorklist
from callcore.shared.worklist.sealing import sealed
from callcore.store.rules import ON_RECORD, Reason
from tests.kit.keys import DATA_KEYS, RING

PHONE = "+380671234567"
CALL = CallId("3f0c9c0e-0000-4000-8000-000000000001")
AT_S = 1_800_000_000.0


class Office:
    """A data folder, and the command at work on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.config = load({"HOME": "/nowhere", "CALLCORE_DATA_DIR": str(folder)})
        self.folder = folder_of(self.config)
        self._capsys = capsys

    def add(self, *items: Item) -> None:
        trio.run(self._add, items)

    async def _add(self, items: tuple[Item, ...]) -> None:
        async with open_worklist(
            self.folder, "w1", run_inline, lambda: AT_S
        ) as worklist:
            for item in items:
                await worklist.add(item)

    def __call__(self, *arguments: str) -> tuple[object, str]:
        """Return the exit code and what was printed to both streams."""
        try:
            code: object = run(self.config, arguments)
        except SystemExit as left:
            code = left.code
        return code, "".join(self._capsys.readouterr())


@pytest.fixture
def office(tmp_path, capsys) -> Office:
    return Office(tmp_path, capsys)


def callback(**more: str) -> Item:
    told = {
        "id": "c1",
        "about": "winter tyres",
        "when": "tomorrow",
        "phone": PHONE,
    } | more
    return Item(at_s=AT_S, call_id=CALL, kind="callback", **told)  # type: ignore[arg-type]


def order(reason: str, order_id: str = "123456") -> Item:
    return Item(f"o{order_id}", AT_S, CALL, "order", reason, order_id, PHONE)


def test_without_work_it_says_so(office: Office) -> None:
    assert office() == (0, "Nothing is to be done.\n")


def test_the_table_says_what_is_to_be_done(office: Office) -> None:
    office.add(callback(), order("cancelled"))
    code, told = office()
    assert code == 0
    for word in ("c1", "call back", "tomorrow", "123456", "2027-01-15 08:00"):
        assert word in told
    assert "though he had" in told


def test_phone_numbers_are_shown_only_if_asked_for(office: Office) -> None:
    office.add(callback(about=f"call him at {PHONE}"), order("lost"))
    for arguments in ([], ["--json"]):
        told = office(*arguments)[1]
        assert PHONE.strip("+") not in told
        assert "***67" in told
    for arguments in (["--phones"], ["--json", "--phones"]):
        assert PHONE in office(*arguments)[1].replace("\n", "")


def test_what_is_done_is_shown_only_if_asked_for(office: Office) -> None:
    office.add(callback())
    assert office("done", "c1", "--note", "called him") == (0, "c1 is done.\n")
    assert office() == (0, "Nothing is to be done.\n")
    (shown,) = json.loads(office("--all", "--json")[1])
    assert (shown["state"], shown["note"]) == ("done", "called him")
    assert "called him" in office("--all")[1].replace("\n", "")


def test_an_id_that_nobody_knows_is_an_error(office: Office) -> None:
    assert office("done", "nothing") == (1, "callcore: there is no such item.\n")


def test_a_folder_that_cannot_be_written_is_told(office: Office) -> None:
    office.folder.parent.mkdir(exist_ok=True)
    office.folder.write_text("not a folder")
    code, told = office("done", "c1")
    assert code == 1
    assert told.startswith("callcore: the worklist cannot be written: ")


def test_files_that_cannot_be_read_are_told(office: Office) -> None:
    (office.folder / "w1.jsonl").mkdir(parents=True)
    code, told = office()
    assert code == 1
    assert told.startswith("callcore: the worklist cannot be read: ")


@pytest.mark.parametrize("arguments", [["done"], ["undo", "c1"], ["--what"]])
def test_a_wrong_command_line_exits_with_2(
    office: Office, arguments: list[str]
) -> None:
    assert office(*arguments)[0] == 2


def test_every_reason_has_its_sentence() -> None:
    reasons = set(Reason.__args__) - {""}  # type: ignore[attr-defined]
    assert reasons == set(TO_DO)
    assert reasons >= ON_RECORD


@pytest.mark.parametrize(
    ("phone", "shown"), [(PHONE, "***********67"), ("", ""), ("7", "7")]
)
def test_a_masked_number_shows_its_last_digits(phone: str, shown: str) -> None:
    assert masked(phone) == shown


async def test_the_desk_notes_a_callback(tmp_path: Path) -> None:
    async with open_worklist(tmp_path, "w1", run_inline, lambda: AT_S) as worklist:
        desk = WorklistDesk(worklist)
        await desk.note_callback(CALL, PHONE, "winter tyres", "tomorrow")
        await desk.note_callback(CALL, PHONE, "winter tyres", "tomorrow")
    first, second = read_items(tmp_path)
    assert first.id != second.id
    assert (first.kind, first.phone, first.about, first.when, first.call_id) == (
        ("callback", PHONE, "winter tyres", "tomorrow", CALL)
    )


async def test_a_callback_that_could_not_be_kept_is_told() -> None:
    worklist = MemoryWorklist(lambda: AT_S)
    worklist.broken = True
    with pytest.raises(DeskError):
        await WorklistDesk(worklist).note_callback(CALL, PHONE, "tyres", "")


async def test_what_waits_is_counted_and_a_broken_disk_is_survived(
    autojump_clock, nursery, caplog
):
    worklist = MemoryWorklist(lambda: 0.0)
    shown: list[float] = []
    nursery.start_soon(keep_count, worklist, shown.append)
    await WorklistDesk(worklist).note_callback(
        new_call_id(), "+380671234567", "tyres", "tomorrow"
    )
    await trio.sleep(COUNT_S + 1)
    assert shown[-1] == 1
    worklist.broken = True
    await trio.sleep(COUNT_S)
    assert "cannot be read" in caplog.text
    assert shown[-1] == 1


def test_sealed_items_are_printed_and_without_their_key_say_so(office: Office) -> None:
    office.config = replace(office.config, data_keys=DATA_KEYS)
    item = Item("i1", AT_S, "call", "callback", "callback", phone=PHONE, about="шини")
    office.add(sealed(item, RING))
    assert PHONE in office("--phones")[1]
    masked_told = office()[1]
    assert "67123" not in masked_told
    assert "шини" in masked_told
    office.config = replace(office.config, data_keys=new_key())
    for arguments in ((), ("--phones",), ("--json",)):
        code, told = office(*arguments)
        assert (code, "unreadable" in told) == (0, True)
    assert office("done", "i1", "--note", "gone")[0] == 0


@pytest.mark.integration
def test_with_a_database_its_items_are_printed_and_closed(
    office: Office, database_url: str
) -> None:
    office.config = replace(
        office.config, database_url=database_url, data_keys=DATA_KEYS
    )
    office.add(Item("in-file", AT_S, "call", "order", "lost"))
    with psycopg.connect(database_url) as connection:
        table.insert(connection, Item("in-rows", AT_S, "call", "order", "lost"))  # type: ignore[arg-type]
    told = office()[1]
    assert "in-file" in told
    assert "in-rows" in told
    for name in ("in-file", "in-rows"):
        assert office("done", name) == (0, f"{name} is done.\n")
    assert office()[1] == "Nothing is to be done.\n"
    assert office("done", "nothing")[0] == 1


@pytest.mark.integration
def test_a_database_that_is_away_is_told(office: Office) -> None:
    url = "postgresql://nobody@/x?host=/nonexistent"
    office.config = replace(office.config, database_url=url, data_keys=DATA_KEYS)
    code, told = office()
    assert code == 1
    assert "the worklist cannot be read: the database does not answer." in told
