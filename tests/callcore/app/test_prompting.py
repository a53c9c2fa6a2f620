"""The prompt of new calls, from a real database and from the disk."""

from __future__ import annotations

import json
import uuid

import psycopg
import pytest
from psycopg.types.json import Jsonb

from callcore.agent.prompts.loader import VERSION, packaged, prompts_of
from callcore.app.prompting import CACHE, Prompting
from callcore.shared.database.pool import Database
from callcore.shared.ids import LANGUAGES

pytestmark = pytest.mark.integration


def texts_of(word):
    return {
        language: f"You are {word}, who sells tyres in {language}. {{canary}} "
        for language in LANGUAGES
    }


class Desk:
    """Publishes prompts as an admin does."""

    def __init__(self, url, folder):
        self.url, self.folder = url, folder
        self.database = Database(url, 1, "test")

    def prompting(self, worker="w1"):
        made = Prompting(self.database, self.folder, worker)
        made.recall()
        return made

    def publish(self, version, texts):
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                "UPDATE prompts SET state = 'retired' WHERE state = 'published'"
            )
            connection.execute(
                "INSERT INTO prompts (prompt_id, version, texts, sha, state)"
                " VALUES (%s, %s, %s, 'x', 'published')",
                (uuid.uuid4(), version, Jsonb(texts)),
            )

    def retire(self):
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("UPDATE prompts SET state = 'retired'")


@pytest.fixture
def desk(database_url, tmp_path):
    made = Desk(database_url, tmp_path)
    yield made
    made.database.close()


async def test_the_published_prompt_is_used_and_remembered(desk):
    prompting = desk.prompting()
    await prompting.look()
    assert prompting.prompts == packaged()
    desk.publish("autumn-1", texts_of("Ada"))
    await prompting.look()
    assert prompting.version == "autumn-1"
    assert prompting.prompts == prompts_of("autumn-1", texts_of("Ada"))
    assert prompting.prompts["uk"].secrets
    again = desk.prompting("w2")  # with the database gone it would go on with this
    assert (again.version, again.prompts) == ("autumn-1", prompting.prompts)


async def test_a_new_one_replaces_it_and_none_at_all_is_the_packaged_one(desk):
    prompting = desk.prompting()
    desk.publish("a", texts_of("Ada"))
    await prompting.look()
    desk.publish("b", texts_of("Bob"))
    await prompting.look()
    assert prompting.prompts["en"].text.startswith("You are Bob")
    desk.retire()
    await prompting.look()
    assert (prompting.version, prompting.prompts) == (VERSION, packaged())
    assert not (desk.folder / CACHE).exists()


@pytest.mark.parametrize(
    "texts",
    [
        {"en": "You are the operator of a shop that sells tyres and batteries."},
        texts_of("A") | {"uk": ""},
        texts_of("A") | {"uk": "x" * 50_000},
        texts_of("A") | {"uk": "\x07" * 100},
        texts_of("A") | {"uk": 7},
        ["en", "ru", "uk"],
        "text",
    ],
)
async def test_a_published_prompt_that_is_none_leaves_the_last_good_one(
    desk, texts, caplog
):
    prompting = desk.prompting()
    desk.publish("good", texts_of("Ada"))
    await prompting.look()
    desk.publish("bad", texts)
    await prompting.look()
    await prompting.look()
    assert prompting.version == "good"
    told = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(told) == 1  # and not every five seconds
    desk.publish("mended", texts_of("Eve"))
    await prompting.look()
    assert prompting.version == "mended"


async def test_without_a_database_the_last_one_holds(desk):
    desk.publish("a", texts_of("Ada"))
    await desk.prompting().look()
    nowhere = Database("postgresql://127.0.0.1:1/none", 1, "test")
    prompting = Prompting(nowhere, desk.folder, "w1")
    prompting.recall()
    await prompting.look()
    assert (prompting.version, prompting.database_gone) == ("a", True)
    nowhere.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: "{",
        lambda kept: json.dumps({}),
        lambda kept: json.dumps([1]),
        lambda kept: json.dumps(kept | {"sha": "0"}),
        lambda kept: json.dumps(kept | {"version": "../x y"}),
        lambda kept: json.dumps(kept | {"texts": {"en": "x"}}),
        lambda kept: "\udcff" * 3,
        lambda kept: "[" * 100_000,
        lambda kept: " " * 2_000_000,
    ],
)
async def test_a_kept_prompt_that_is_damaged_is_not_used(desk, spoil):
    desk.publish("a", texts_of("Ada"))
    await desk.prompting().look()
    path = desk.folder / CACHE
    text = spoil(json.loads(path.read_text()))
    path.write_bytes(text.encode(errors="surrogateescape"))
    found = desk.prompting()
    assert (found.version, found.prompts) == (VERSION, packaged())
    await found.look()
    assert found.version == "a"


async def test_a_disk_that_is_full_keeps_nobody_from_the_new_prompt(desk, tmp_path):
    (tmp_path / "file").write_text("in the way")
    prompting = Prompting(desk.database, tmp_path / "file", "w1")
    prompting.recall()
    desk.publish("a", texts_of("Ada"))
    await prompting.look()
    assert prompting.version == "a"
