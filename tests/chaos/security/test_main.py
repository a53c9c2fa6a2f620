from __future__ import annotations

from chaos.security.__main__ import CHECKS, LOGOUT_LIKE, RULES, command
from chaos.security.stage import Stage

WHERE = Stage("http://127.0.0.1:1", "http://127.0.0.1:2", "token", "n", "p", 1)


def test_only_what_may_end_the_attackers_session_is_left_out():
    words = command(WHERE, "exclude", ())
    left_out = [
        words[n + 1] for n, word in enumerate(words) if word.startswith("--exclude")
    ]
    assert tuple(left_out) == LOGOUT_LIKE
    assert "not_a_server_error" in CHECKS
    assert "status_code_conformance" in CHECKS


def test_what_was_left_out_is_attacked_by_itself():
    words = command(WHERE, "include", ("--no-color",))
    assert words.count("--include-operation-id") == len(LOGOUT_LIKE)
    assert words[-1] == "--no-color"
    assert RULES.is_file()
