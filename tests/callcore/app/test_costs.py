from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from psycopg.rows import dict_row

from callcore.app import costs
from callcore.shared.config import load
from callcore.shared.costs import pricestore
from callcore.shared.costs.pricefile import PACKAGED, packaged_prices
from callcore.shared.costs.usagelog import FOLDER, FileUsageLog
from tests.callcore.shared.costs.inledger import put
from tests.callcore.shared.costs.madeup import ended, llm, spent, stt, usual_call

TABLE = packaged_prices()


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(costs, "today", lambda: date(2026, 11, 22))


@pytest.fixture
def config(tmp_path):
    return load({"CALLCORE_DATA_DIR": str(tmp_path)})


def record(folder, *records):
    log = FileUsageLog(folder, "w1")
    for one in records:
        log.append(one)
    log.close()


def run(config, *arguments):
    out = io.StringIO()
    code = costs.run(config, arguments, out)
    return code, out.getvalue()


def test_the_recorded_calls_and_the_choices_are_printed(config, tmp_path):
    record(tmp_path / FOLDER, *usual_call(TABLE))
    code, said = run(config)
    assert code == 0
    lines = said.splitlines()
    stream = next(x for x in lines if "Google v2" in x and "all call" in x)
    assert stream.split()[-6:] == ["180.0", "23.4", "$0.0480", "$48.00", "48.0", "[3]"]
    assert "1 calls, mean 180.0 s, speech 23.4 s; prices of 2026-11-22" in said
    assert "not measured" in said
    assert "9.9 s of a processor for a call (estimated)" in said


def test_the_calls_of_the_demo_are_read_too(config, tmp_path):
    record(tmp_path / FOLDER, *usual_call(TABLE, "a"))
    record(tmp_path / "demo" / FOLDER, *usual_call(TABLE, "b"))
    code, said = run(config, "--json")
    assert code == 0
    assert json.loads(said)["calls"] == 2


def test_named_files_are_read_instead(config, tmp_path):
    record(tmp_path / FOLDER, *usual_call(TABLE, "a"))
    record(tmp_path / "else", *usual_call(TABLE, "b"), *usual_call(TABLE, "c"))
    code, said = run(config, str(tmp_path / "else"), "--json")
    assert code == 0
    assert json.loads(said)["calls"] == 2


def test_what_is_unpriced_ends_or_was_not_read_is_said_first(config, tmp_path):
    record(
        tmp_path / FOLDER,
        spent(llm(10, model="gpt-9"), TABLE, 50),
        spent(llm(10, model="gpt-4o-mini"), TABLE, 51),
        spent(stt(4000, model="v1/latest_long", billed_ms=5000), TABLE, 52),
        *usual_call(TABLE),
    )
    path = next((tmp_path / FOLDER).iterdir())
    path.write_bytes(path.read_bytes() + b"nonsense\n")
    code, said = run(config)
    assert code == 0
    assert said.startswith("UNPRICED: openai gpt-9 (llm, stream, tokens_in), lines: 1.")
    assert "ENDS: openai gpt-4o-mini in 53 days (2027-01-14); gpt-6-luna takes" in said
    assert "DISPUTED: google v1/latest_long says that it bills 5,000 ms where" in said
    assert "NOT READ: 1 lines of garbage" in said
    assert "+ 1 unpriced" in said


def test_a_choice_that_has_no_price_is_never_shown_as_free(config, tmp_path):
    record(
        tmp_path / FOLDER, spent(stt(4000, "acme", "ear"), TABLE), usual_call(TABLE)[-1]
    )
    _, said = run(config)
    was = next(line for line in said.splitlines() if "as it was" in line)
    assert "unpriced" in was
    assert "$" not in was


def test_calls_that_did_not_end_are_told(config, tmp_path):
    record(tmp_path / FOLDER, *usual_call(TABLE), spent(stt(1), TABLE, 1, "lost"))
    assert "Calls without an end: 1" in run(config)[1]
    record(tmp_path / "only", spent(stt(1), TABLE, 1, "lost"))
    code, said = run(config, str(tmp_path / "only"))
    assert code == 0
    assert "nothing can be compared" in said


def test_arms_of_a_rollout_are_compared(config, tmp_path):
    line = spent(stt(60_000), TABLE, 1, "b", arm="google")
    record(tmp_path / FOLDER, *usual_call(TABLE, "a"), line, ended("b", arm="google"))
    said = run(config)[1]
    assert "arm google: 1 calls at $0.0160 each, $0.0160 of it stt." in said
    assert "arm (no arm): 1 calls at $0.0000 each" in said


def test_the_picture_is_drawn_beside(config, tmp_path, capsys):
    record(tmp_path / FOLDER, *usual_call(TABLE))
    target = tmp_path / "costs.svg"
    assert run(config, "--picture", str(target))[0] == 0
    assert target.read_text().startswith("<svg")
    assert run(config, "--picture", str(tmp_path / "no" / "costs.svg"))[0] == 1
    assert "cannot be written: No such file" in capsys.readouterr().err


def test_a_picture_that_is_no_svg_is_refused(config, tmp_path, capsys):
    assert run(config, "--picture", str(tmp_path / "costs.gif"))[0] == 2
    assert "must end in .svg" in capsys.readouterr().err


def test_a_picture_of_no_call_is_refused(config, tmp_path, capsys):
    record(tmp_path / FOLDER, spent(stt(1), TABLE))
    assert run(config, "--picture", str(tmp_path / "costs.svg"))[0] == 1
    assert "nothing to draw" in capsys.readouterr().err


def test_without_records_a_sentence_says_what_to_do(config, capsys):
    assert run(config)[0] == 1
    assert "take some calls first" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(config, tmp_path, capsys):
    record(tmp_path / FOLDER, *usual_call(TABLE))
    places = [str(tmp_path / FOLDER), str(tmp_path / "gone.jsonl")]
    assert run(config, *places)[0] == 0
    assert "gone.jsonl cannot be read" in capsys.readouterr().err


def test_the_price_table_of_the_settings_is_used_and_a_wrong_one_refused(
    tmp_path, capsys
):
    table = tmp_path / "prices.yaml"
    table.write_text("currency: USD")
    config = load({"CALLCORE_DATA_DIR": str(tmp_path), "CALLCORE_PRICES": str(table)})
    assert run(config)[0] == 2
    assert "field sources: it is missing" in capsys.readouterr().err
    table.write_text("currency: EUR\nsources: {}\nprices: []\nmodels: []\n")
    record(tmp_path / FOLDER, *usual_call(TABLE))
    code, said = run(config, "--json")
    assert code == 0
    assert json.loads(said)["currency"] == "EUR"


@pytest.mark.integration
def test_with_a_database_its_ledger_is_read_at_its_prices(config, database_url, capsys):
    config = replace(config, database_url=database_url)
    assert run(config)[0] == 1
    assert "no usage is recorded in the database" in capsys.readouterr().err
    yaml = PACKAGED.read_text().replace("currency: USD", "currency: EUR", 1)
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        put(connection, *usual_call(TABLE))
        version = pricestore.draft(connection, yaml, "ann")
        pricestore.activate(connection, version.table_id, "ann")
    code, said = run(config, "--json")
    assert code == 0
    found = json.loads(said)
    assert (found["calls"], found["currency"]) == (1, "EUR")


@pytest.mark.integration
def test_a_database_that_is_away_is_told(config, capsys):
    url = "postgresql://nobody@/x?host=/nonexistent"
    assert run(replace(config, database_url=url))[0] == 1
    assert "the database does not answer" in capsys.readouterr().err
