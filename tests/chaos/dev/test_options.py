from __future__ import annotations

import pytest

from chaos.dev.options import parse


def test_one_english_caller_is_the_default():
    options = parse([])
    assert (options.callers, options.languages, options.port) == (1, ("en",), 8080)
    assert not options.quick
    assert (options.history, options.live, options.origin) == (0, 0, "")


def test_mixed_callers_speak_all_languages():
    assert parse(["--quick", "--lang", "mixed"]).languages == ("en", "ru", "uk")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (["--callers", "-1"], "is a number from"),
        (["--callers", "99"], "is a number from"),
        (["--port", "80"], "is a number from"),
        (["--live", "many"], "is a number from"),
        (["--hz", "0"], "is above 0"),
        (["--hz", "1000"], "is above 0"),
        (["--origin", "127.0.0.1"], "is like http"),
        (["--origin", "http://127.0.0.1/path"], "is like http"),
        (["--lang", "mixed"], "needs --quick"),
        (["--patient", "1"], "needs --quick"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(wrong, why, capsys):
    with pytest.raises(SystemExit) as caught:
        parse(wrong)
    assert caught.value.code == 2
    assert why in capsys.readouterr().err


def test_help_tells_the_faults(capsys):
    with pytest.raises(SystemExit):
        parse(["--help"])
    assert "pause redis" in capsys.readouterr().out
