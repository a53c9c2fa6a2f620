from __future__ import annotations

from pathlib import Path
from random import Random

import soundfile

from callcore.archive.oldfiles import delete_old
from callcore.shared.recordings.peaks import peaks_json
from chaos.dev.past.sounds import record
from chaos.dev.past.telling import Side, Told

CALL_ID = "00000000-0000-4000-8000-000000000001"


def told() -> Told:
    speech = [Side("caller", 0.5, 1.0), Side("agent", 1.5, 2.5)]
    return Told(CALL_ID, 1_000.0, [], speech, 3.0)


def test_each_side_is_loud_on_its_channel_when_it_speaks(tmp_path):
    made = record(told(), tmp_path, Random(1))
    samples, rate = soundfile.read(str(made.body["path"]))
    assert (rate, samples.shape) == (8_000, (24_000, 2))
    loud = [
        [abs(samples[round(a * rate) : round(b * rate), side]).max() for side in (0, 1)]
        for a, b in ((0.5, 1.0), (1.5, 2.5), (2.6, 3.0))
    ]
    assert loud[0][0] > 0.1 > loud[0][1]
    assert loud[1][1] > 0.1 > loud[1][0]
    assert max(loud[2]) < 0.05


def test_the_record_names_what_the_archive_looks_for(tmp_path):
    made = record(told(), tmp_path, Random(1))
    assert made.kind == "recording"
    assert made.body["ms"] == 3_000
    assert made.body["call_id"] == CALL_ID
    assert peaks_json(tmp_path / "calls" / CALL_ID / "recording.wav")


def test_a_sweep_for_empty_folders_never_sees_one(tmp_path, monkeypatch):
    """The archive removes them at its start, while the past is written."""
    seen: list[list[Path]] = []
    rename = Path.rename

    def swept(self: Path, target: Path) -> Path:
        delete_old(tmp_path, 2_000.0, recordings_days=1, transcripts_days=1)
        seen.append(list((tmp_path / "calls").iterdir()))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", swept)
    made = record(told(), tmp_path, Random(1))
    assert seen == [[]]
    assert Path(str(made.body["path"])).is_file()
