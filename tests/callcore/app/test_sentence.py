from __future__ import annotations

from callcore.app.sentence import tell


def test_the_first_reason_is_found_however_deep_it_lies(capsys):
    inner = ExceptionGroup("nursery", [ValueError("the disk is full")])
    assert tell(ExceptionGroup("run", [inner, OSError("later")])) == 1
    assert capsys.readouterr().err == "callcore: the disk is full\n"
