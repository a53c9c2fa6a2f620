from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest
from psycopg.rows import dict_row

from callcore.app.rollout import folder_of, run
from callcore.shared.config import load
from callcore.shared.ids import CallId
from callcore.shared.rollout import plantable
from callcore.shared.rollout.armfiles import ArmFiles, Published
from callcore.shared.rollout.changes import GUARD, Signature, rolled_back
from callcore.shared.rollout.counters import ArmCounters, Tally
from callcore.shared.rollout.limits import Limits
from callcore.shared.rollout.plan import assign, parse_untrusted, to_json

SIGNED = ["--by", "ann", "--why", "to see how it does"]
START = ["start", "whisper", "--percent", "5", *SIGNED]


class Desk:
    def __init__(self, folder, capsys, candidate="whisper"):
        self.config = load(
            {
                "HOME": "/nowhere",
                "CALLCORE_DATA_DIR": str(folder),
                "CALLCORE_STT_CANDIDATE": candidate,
            }
        )
        self.folder = folder_of(self.config)
        self._capsys = capsys

    def __call__(self, *arguments):
        """Return the exit code and what was printed to both streams."""
        try:
            code: object = run(self.config, arguments)
        except SystemExit as left:
            code = left.code
        return code, "".join(self._capsys.readouterr())

    @property
    def plan(self):
        return parse_untrusted((self.folder / "plan.json").read_bytes())


@pytest.fixture
def desk(tmp_path, capsys):
    return Desk(tmp_path, capsys)


def test_a_rollout_from_the_start_to_the_end(desk):
    assert desk("show")[1].startswith("There is no rollout")
    code, told = desk(*START, "--shadow", "10", "--name", "first")
    assert (code, told) == (0, "version 1: whisper is running.\n")
    assert (desk.plan.buckets, desk.plan.shadow_buckets) == (500, 1000)
    assert desk.plan.experiment == "first"
    assert len(desk.plan.salt) == 32
    assert desk("widen", "7.5", *SIGNED)[0] == 0
    assert (desk.plan.buckets, desk.plan.shadow_buckets) == (750, 1000)
    assert desk("widen", "2", "--shadow", "0", *SIGNED)[0] == 0
    assert (desk.plan.buckets, desk.plan.shadow_buckets) == (200, 0)
    assert desk("stop", *SIGNED)[1] == "version 4: whisper is off.\n"
    assert "whisper is off" in desk("show")[1]
    log = desk("log")[1]
    assert "share 7.50 % -> 2.00 %" in log
    assert log.count("to see how it does") == 4


def test_show_adds_up_the_counters_of_all_workers(desk):
    desk(*START)
    for name in ("w1", "w2"):
        mine = Tally(candidate=ArmCounters(utterances=21))
        ArmFiles(desk.folder, name).publish(Published(1, mine))
    assert " 42 " in desk("show")[1]


def test_a_number_is_forced_by_its_hash_and_set_free(desk):
    desk(*START)
    assert desk("force", "+380671234567", "candidate", *SIGNED)[0] == 0
    assert assign(desk.plan, "0671234567", CallId("call")).reason == "forced"
    assert not [p for p in desk.folder.iterdir() if b"0671234567" in p.read_bytes()]
    assert desk("unforce", "0671234567", *SIGNED)[0] == 0
    assert assign(desk.plan, "0671234567", CallId("call")).reason == "bucket"


def test_a_number_in_a_reason_is_masked(desk):
    why = "asked by +380671234567"
    desk("start", "whisper", "--percent", "5", "--by", "ann", "--why", why)
    assert "[PHONE]" in desk.plan.reason
    assert b"671234567" not in (desk.folder / "audit.jsonl").read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ["start", "whisper", "--percent", "5"],
        ["start", "whisper", "--percent", "5", "--by", "ann"],
        ["widen", "7", "--why", "x"],
        ["stop"],
        ["resume", "--percent", "1"],
        ["force", "067", "candidate"],
        ["unforce", "067"],
    ],
)
def test_nobody_changes_anything_without_name_and_reason(desk, arguments):
    desk(*START)
    code, told = desk(*arguments)
    assert code == 2
    assert "--by" in told or "--why" in told
    assert desk.plan.version == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["explode"],
        ["widen", "101", *SIGNED],
        ["widen", "many", *SIGNED],
        ["start", "siri", "--percent", "5", *SIGNED],
        ["force", "067", "both", *SIGNED],
    ],
)
def test_a_wrong_command_line_is_explained(desk, arguments):
    code, told = desk(*arguments)
    assert code == 2
    assert "usage" in told


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["widen", "7", *SIGNED], "nothing is on trial"),
        (["resume", "--percent", "1", *SIGNED], "nothing was rolled back"),
        (
            ["start", "google", "--percent", "5", *SIGNED],
            "CALLCORE_STT_CANDIDATE=google",
        ),
        ([*START, "--limit", "wer_most=-1"], "wer_most"),
        ([*START, "--limit", "beauty=1"], "beauty"),
        ([*START, "--limit", "wer_most"], "--limit"),
        (["start", "whisper", "--percent", "5", "--by", " ", "--why", "x"], "name"),
    ],
)
def test_what_cannot_be_is_refused_with_one_sentence(desk, arguments, sentence):
    code, told = desk(*arguments)
    assert code == 1
    assert told.startswith("callcore: ")
    assert sentence in told
    assert told.count("\n") == 1


def test_limits_of_the_guard_are_set_at_the_start(desk):
    desk(*START, "--limit", "wer_most=0.3", "--limit", "least_n=100")
    assert desk.plan.limits == Limits(wer_most=0.3, least_n=100)


def test_only_resume_goes_on_after_a_rollback(desk):
    desk(*START)
    back = rolled_back(desk.plan, Signature(GUARD, "failed: 40 %", "now"))
    (desk.folder / "plan.json").write_text(to_json(back))
    assert "resume" in desk("widen", "5", *SIGNED)[1]
    assert "failed: 40 %" in desk("show")[1]
    assert desk("resume", "--percent", "1", *SIGNED)[0] == 0
    assert (desk.plan.status, desk.plan.buckets) == ("running", 100)


@pytest.mark.parametrize("log_too", [True, False])
def test_a_damaged_plan_is_told_and_can_be_stopped(desk, log_too):
    desk(*START)
    (desk.folder / "plan.json").write_bytes(b"{")
    if log_too:
        (desk.folder / "audit.jsonl").write_bytes(b"")
    for arguments in (["show"], ["widen", "7", *SIGNED]):
        assert desk(*arguments) == (1, "callcore: the plan is not JSON.\n")
    assert desk("stop", *SIGNED)[0] == 0
    assert (desk.plan.status, desk.plan.version) == ("off", 1 if log_too else 2)


def test_without_an_audit_log_nothing_changes(desk):
    desk(*START)
    (desk.folder / "audit.jsonl").unlink()
    (desk.folder / "audit.jsonl").mkdir()
    code, told = desk("widen", "7", *SIGNED)
    assert code == 1
    assert "audit log" in told
    assert desk.plan.buckets == 500


@pytest.mark.integration
def test_with_a_database_the_plan_and_its_log_stand_there(desk, database_url):
    desk.config = replace(desk.config, database_url=database_url)
    assert desk("show")[1].startswith("There is no rollout")
    assert desk(*START)[1] == "version 1: whisper is running.\n"
    assert desk("widen", "7.5", *SIGNED)[0] == 0
    assert not (desk.folder / "plan.json").exists()
    tally = Tally()
    tally.candidate.utterances = 321
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        plantable.publish(connection, "host:w1", 1, tally)
        widened = plantable.history(connection, 10)[-1]
    assert widened.before is not None
    assert (widened.before.buckets, widened.after.buckets) == (500, 750)  # of 10,000
    assert "321" in desk("show")[1]
    assert "7.5" in desk("log")[1]  # the table may break the line before the %
    assert desk("stop", *SIGNED)[1] == "version 3: whisper is off.\n"


@pytest.mark.integration
def test_a_database_that_is_away_is_told(desk):
    url = "postgresql://nobody@/x?host=/nonexistent"
    desk.config = replace(desk.config, database_url=url)
    for arguments in (["show"], ["log"], ["stop", *SIGNED]):
        code, told = desk(*arguments)
        assert code == 1
        assert "the database does not answer" in told
