"""A stand-in is broken through its file, or it is said why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaos.faults.fault import Context, FaultError
from chaos.faults.vendor import break_vendor
from chaos.standins.trouble import Trouble, read_trouble


def context(**troubles: Path) -> Context:
    return Context(Path("/x"), 1, lambda: 2, troubles)


def test_only_the_named_vendor_is_broken(tmp_path):
    google, openai = tmp_path / "google", tmp_path / "openai"
    trouble = Trouble("delay", delay_s=1.0)
    break_vendor(context(google=google, openai=openai), "google", trouble)
    assert read_trouble(google) == trouble
    assert not openai.exists()


def test_a_vendor_that_is_not_emulated_is_told():
    with pytest.raises(FaultError, match="no stand-in of openai runs here; add --emul"):
        break_vendor(context(), "openai", Trouble("hang"))


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(FaultError, match="the stand-in of google was not told"):
        break_vendor(context(google=tmp_path / "no" / "g"), "google", Trouble("hang"))
