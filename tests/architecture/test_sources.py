"""The rules above are only as good as what they look at."""

from __future__ import annotations

from tests.architecture.sources import MODULES, ROOT, name_of, papers, recipes


def test_the_whole_repository_is_read():
    names = {name_of(path) for path in papers()}
    assert {"README.md", "justw", "justfile", ".ci/run", "requirements.lock"} <= names
    assert not [name for name in names if name.startswith((".venv", ".git/"))]
    assert ROOT / "callcore" / "shared" / "ids.py" in MODULES


def test_recipes_are_read_with_their_comments():
    found = recipes()
    assert "set" not in found
    assert "core" not in found
    assert found["demo"].startswith("A whole spoken call")
    assert {"test", "check", "simulate", "talk"} <= set(found)
