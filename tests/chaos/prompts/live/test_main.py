"""A whole live run over a real wire: the OpenAI engine, and a stand-in that answers."""

from __future__ import annotations

import pytest

from chaos.prompts.live.__main__ import main
from chaos.prompts.live.report import STAND_IN
from chaos.prompts.live.resultsfile import read_run
from chaos.prompts.live.simulated import HANGS_UP
from chaos.prompts.mutants.orderfaults import one_more
from chaos.prompts.mutants.twist import Twisted
from chaos.standins.openai.offline import OfflineReplies
from chaos.standins.openai.server import openai_standin
from chaos.store.products import catalogue
from tests.chaos.prompts.live.test_report import text_of
from tests.chaos.standins.openai.client import THEIR_GENERATORS
from tests.kit.llmserver import Reply

pytestmark = [pytest.mark.integration, THEIR_GENERATORS]

KEY = "sk-very-secret"
FEW = "en-g-001,ru-g-001,uk-g-001,en-a-001"


@pytest.fixture
def agent():
    return OfflineReplies(None, catalogue())


@pytest.fixture
def standin(monkeypatch, agent):
    """Serve the offline agent; a caller who is played says one thing and hangs up."""

    async def replies(body):
        messages = body["messages"]
        if not str(messages[0]["content"]).startswith("You play a person"):
            return await agent(body)
        mine = sum(one["role"] == "assistant" for one in messages)
        return Reply(("I want a human operator please", HANGS_UP)[min(mine, 1)])

    with openai_standin(replies=replies, key=KEY) as standin:
        monkeypatch.setenv("CALLCORE_LLM_URL", standin.url)
        monkeypatch.setenv("CALLCORE_LLM_MODEL", "offline")
        monkeypatch.setenv("CALLCORE_LLM_KEY", KEY)
        yield standin


def test_without_a_service_it_says_what_to_set(monkeypatch, capsys):
    monkeypatch.delenv("CALLCORE_LLM_URL", raising=False)
    assert main([]) == 2
    assert "Set CALLCORE_LLM_URL" in capsys.readouterr().out


def test_a_live_run_is_played_kept_and_reported(standin, tmp_path, capsys):
    path = tmp_path / "a.jsonl"
    args = ["--only", FEW, "--trials", "2", "--results", str(path)]
    assert main(args) == 1  # four dialogues prove nothing
    out = " ".join(capsys.readouterr().out.split())
    assert "8 of 8 trials were judged" in out
    assert "failed golden" in out
    run = read_run(path)
    assert {one.case for one in run.results} == set(FEW.split(","))
    assert all(one.passed for one in run.results)
    assert all(one.tokens_in and one.first_token_ms for one in run.results)
    assert run.facts.stand_in
    report = path.with_suffix(".html").read_text(encoding="utf-8")
    assert STAND_IN in text_of(report)
    assert STAND_IN in out
    assert KEY not in report + path.read_text(encoding="utf-8") + out

    asked = len(standin.seen)
    assert main(args) == 1
    assert len(standin.seen) == asked + 1  # only what it is; nothing was left to play


def test_a_worse_agent_is_told_from_a_better_one(standin, agent, tmp_path, capsys):
    few = ["--kinds", "golden", "--categories", "order", "--trials", "1"]
    few += ["--languages", "en"]
    a, b = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    main([*few, "--results", str(a)])
    agent._agent = Twisted(agent._agent, one_more)
    capsys.readouterr()
    assert main([*few, "--results", str(b), "--against", str(a)]) == 1
    assert "failed not worse" in capsys.readouterr().out
    report = text_of(b.with_suffix(".html").read_text(encoding="utf-8"))
    assert "Worse in B: en-g-0" in report
    assert "order wanted: confirmed" in report

    other = tmp_path / "compared.html"
    assert main(["compare", str(b), str(a), "--report", str(other)]) == 1
    assert "passed not worse" in capsys.readouterr().out
    assert "Better in B: en-g-0" in text_of(other.read_text(encoding="utf-8"))


def test_a_caller_may_be_played_by_a_model(standin, tmp_path):
    path = tmp_path / "s.jsonl"
    main(
        [
            "--only",
            "en-g-038",
            "--trials",
            "1",
            "--caller",
            "simulated",
            "--results",
            str(path),
        ]
    )
    run = read_run(path)
    assert (run.facts.caller, run.facts.caller_model) == ("simulated", "offline")
    (result,) = run.results
    assert any(
        line.text == "I want a human operator please" for line in result.transcript
    )
    assert result.passed


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--only", "en-g-999"], "No dialogue is like that."),
        (["--prompt", "v99"], "v99"),
        (["report", "/nonexistent/a.jsonl"], "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(standin, args, said, capsys):
    assert main(args) == 2
    assert said in capsys.readouterr().out


def test_a_file_of_another_prompt_is_not_gone_on_with(standin, tmp_path, capsys):
    args = ["--only", "en-g-038", "--trials", "1", "--results", str(tmp_path / "a")]
    main([*args, "--prompt", "v2"])
    assert main([*args, "--prompt", "v1"]) == 2
    assert "--results" in capsys.readouterr().out
