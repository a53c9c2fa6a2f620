from __future__ import annotations

import pytest

from chaos.dev.__main__ import parse


def test_one_english_caller_is_the_default():
    options = parse([])
    assert (options.callers, options.language, options.port) == (1, "en", 8080)


@pytest.mark.parametrize(
    "wrong", [["--callers", "-1"], ["--callers", "99"], ["--port", "80"]]
)
def test_what_cannot_be_is_refused_in_a_sentence(wrong, capsys):
    with pytest.raises(SystemExit) as caught:
        parse(wrong)
    assert caught.value.code == 2
    assert "is a number from" in capsys.readouterr().err
