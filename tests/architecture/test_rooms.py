"""The house rules about rooms and sizes that a linter cannot say."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys

import pytest

from tests.architecture.sources import (
    MODULES,
    ROOT,
    SOURCES,
    TESTS,
    functions_of,
    name_of,
    text_of,
    tree_of,
)

MOST_LINES = 400
MOST_FUNCTION_LINES = 50
MEDIAN_LINES = 120
JUNK = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}


def test_there_is_a_house():
    assert len(SOURCES) > 20


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=name_of)
def test_a_file_fits_its_room(path):
    assert len(text_of(path).splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_function_fits_a_screen(path):
    for function in functions_of(path):
        assert function.end_lineno is not None
        length = function.end_lineno - function.lineno + 1
        assert length <= MOST_FUNCTION_LINES, function.name


def test_most_files_are_short():
    lengths = [len(text_of(path).splitlines()) for path in MODULES]
    assert statistics.median(lengths) <= MEDIAN_LINES


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if p.name == "__init__.py"], ids=name_of
)
def test_a_door_plate_is_only_a_docstring(path):
    (only,) = tree_of(path).body
    assert isinstance(only, ast.Expr)
    assert isinstance(only.value, ast.Constant)


def test_no_junk_drawers():
    assert not [name_of(path) for path in SOURCES + TESTS if path.stem in JUNK]


def runs_nothing(path):
    """Return whether a module only declares: protocols, records, errors, constants."""
    return all(
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        for function in functions_of(path)
        for statement in function.body
        if path.name != "errors.py" or function.name != "__init__"
    )


@pytest.mark.parametrize(
    "path", [path for path in MODULES if not runs_nothing(path)], ids=name_of
)
def test_every_file_has_its_mirror(path):
    mirror = ROOT / "tests" / path.relative_to(ROOT)
    twin = mirror.with_name(f"test_{path.stem.strip('_')}.py")
    assert twin.exists(), f"missing {name_of(twin)}"


def test_adminapi_does_not_load_the_voice_stack():
    code = (
        "import adminapi, callcore.shared, sys; print([m for m in sys.modules"
        " if m.startswith('callcore.') and not m.startswith('callcore.shared')])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.stdout.strip() == "[]"
