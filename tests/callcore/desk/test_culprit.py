"""A failure is named by its type and place, never by its message."""

from __future__ import annotations

from callcore.desk.culprit import name_failure


def fail() -> None:
    raise ValueError("+15550100")


def test_the_place_is_told_and_the_message_is_not():
    try:
        fail()
    except ValueError as exc:
        name = name_failure(exc)
    assert name.startswith("ValueError at test_culprit.py:")
    assert name.endswith(" in fail")


def test_a_group_is_opened():
    try:
        fail()
    except ValueError as exc:
        group = ExceptionGroup("outer", [ExceptionGroup("inner", [exc])])
    assert name_failure(group).startswith("ValueError at")


def test_an_exception_that_was_never_raised_has_a_name_too():
    assert name_failure(KeyError("x")) == "KeyError"
