from __future__ import annotations

import gzip
import json

import pytest
import trio

from callcore.engines.chat import Finished, Message, TextDelta, ToolCall
from callcore.engines.errors import EngineError
from callcore.engines.scripted import ScriptedLanguageModel
from chaos.prompts.canonical import Asked
from chaos.prompts.cassette import Cassette, Player, Recorder

ASKED = Asked("scripted", "scripted-llm", {}, "v2", 0)
TALK = [Message("system", "Be kind."), Message("user", "Hello, 067 123 45 67")]


async def ask(model, messages=TALK, language="en"):
    async with model.reply(messages, (), language) as deltas:
        return [delta async for delta in deltas]


async def recorded(*replies, messages=TALK, **more):
    cassette = Cassette({"provider": "scripted"})
    model = ScriptedLanguageModel(replies, **more)
    recorder = Recorder(model, ASKED, cassette, "2026-11-22")
    return cassette, await ask(recorder, messages), recorder


async def test_what_was_recorded_is_replayed(autojump_clock):
    call = ToolCall("c1", "search_products", '{"query": "x"}')
    cassette, said, recorder = await recorded([TextDelta("One moment."), call])
    assert recorder.unfit == []
    assert await ask(Player(cassette, ASKED)) == said
    assert isinstance(said[-1], Finished)


async def test_it_is_replayed_at_its_own_pace(autojump_clock):
    cassette, said, _ = await recorded("one two three", first_s=0.7, delta_s=0.1)
    began_s = trio.current_time()
    assert await ask(Player(cassette, ASKED)) == said
    assert trio.current_time() - began_s == pytest.approx(1.0, abs=0.2)


async def test_a_reply_is_recorded_to_its_end_even_if_nobody_listens(autojump_clock):
    cassette = Cassette()
    recorder = Recorder(ScriptedLanguageModel(["a b c"]), ASKED, cassette, "2026-11-22")
    async with recorder.reply(TALK, (), "en") as deltas:
        async for _ in deltas:
            break
    assert len(await ask(Player(cassette, ASKED))) == 4


async def test_a_file_holds_what_was_recorded(autojump_clock, tmp_path):
    cassette, said, _ = await recorded("Hello there.")
    path = tmp_path / "deep" / "x.jsonl.gz"
    cassette.save(path)
    loaded = Cassette.load(path)
    assert loaded.facts == {"provider": "scripted"}
    assert await ask(Player(loaded, ASKED)) == said


async def test_the_same_content_is_the_same_bytes(autojump_clock, tmp_path):
    for name in ("a", "b"):
        cassette, _, _ = await recorded("Hello there.")
        cassette.save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


async def test_a_miss_fails_beside_its_nearest(autojump_clock):
    cassette, _, _ = await recorded("Hello.")
    player = Player(cassette, ASKED)
    other = [TALK[0], Message("user", "Hello, what does it cost")]
    with pytest.raises(EngineError, match="cassette-miss"):
        await ask(player, other)
    assert player.stale == []
    assert "-user: Hello, [PHONE]" in player.misses[0]
    assert "+user: Hello, what does it cost" in player.misses[0]


async def test_an_empty_cassette_misses(autojump_clock):
    player = Player(Cassette(), ASKED)
    with pytest.raises(EngineError):
        await ask(player)
    assert player.misses == ["the cassette is empty"]


async def test_another_prompt_is_stale_and_no_pass(autojump_clock):
    cassette, _, _ = await recorded("Hello.")
    player = Player(cassette, ASKED)
    with pytest.raises(EngineError, match="cassette-stale"):
        await ask(player, [Message("system", "Be quick."), TALK[1]])
    assert player.misses == []
    assert player.stale == ["prompt changed since 2026-11-22"]


async def test_what_the_caller_dictated_stands_as_a_reference(autojump_clock, tmp_path):
    call = ToolCall("c1", "create_order", '{"phone": "+380671234567"}')
    cassette, said, recorder = await recorded([call])
    assert recorder.unfit == []
    cassette.save(tmp_path / "x")
    assert "671234567" not in gzip.decompress((tmp_path / "x").read_bytes()).decode()
    assert await ask(Player(cassette, ASKED)) == said


async def test_personal_data_from_nowhere_is_not_written(autojump_clock):
    for text in ("Call 050 999 88 77.", "Write to olha@example.com."):
        cassette, said, recorder = await recorded([TextDelta(text)])
        assert said[0] == TextDelta(text)
        assert not cassette.entries
        assert recorder.unfit[0].startswith("personal data: ")
        assert "999" not in recorder.unfit[0]


async def test_a_secret_is_not_written(autojump_clock):
    secret = "sk-" + "a1B2" * 8
    cassette, _, recorder = await recorded([TextDelta(f"It is {secret}.")])
    assert not cassette.entries
    assert recorder.unfit == ["a secret"]


async def test_the_first_reply_to_a_request_stays(autojump_clock):
    cassette, said, _ = await recorded("one")
    recorder = Recorder(ScriptedLanguageModel(["two"]), ASKED, cassette, "2026-11-22")
    await ask(recorder)
    assert await ask(Player(cassette, ASKED)) == said


async def test_what_is_no_cassette_is_refused(tmp_path):
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b"{"))
    with pytest.raises(ValueError, match="Expecting"):
        Cassette.load(path)
    path.write_bytes(json.dumps({}).encode())
    with pytest.raises(OSError, match="gzip"):
        Cassette.load(path)
