"""What the papers of the house say, and what must never stand in them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.architecture.sources import ROOT, SOURCES, name_of, papers, recipes, text_of

READ_FIRST = ["README.md", "CONTRIBUTING.md", "PROGRESS.md", "LICENSE", "NOTICE"]
PROMISES = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b|NotImplemented" + "Error")
# the shape of a package index's addresses, whoever runs it
INDEX_ADDRESS = re.compile(
    r"https?://[^\s\"'<>]+/simple\b|/packages/[0-9a-f]{2}/[0-9a-f]{2}/|/-/[^\s\"]+\.tgz"
)
INDEX_VARIABLES = [
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "UV_INDEX",
    "UV_INDEX_URL",
]
COMMAND = re.compile(r"(?:\./justw|\bjust)[ ]([a-z][a-z-]*)")


def code_in(text):
    """Return what stands in fences and between back-ticks."""
    fences = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    outside = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return fences + re.findall(r"`([^`\n]+)`", outside)


def test_the_papers_that_one_reads_first_are_there():
    assert not [name for name in READ_FIRST if not (ROOT / name).is_file()]


@pytest.mark.parametrize(
    "path", [p for p in papers() if p.suffix == ".md"], ids=name_of
)
def test_every_command_in_the_papers_is_a_recipe(path):
    named = {name for part in code_in(text_of(path)) for name in COMMAND.findall(part)}
    assert named <= set(recipes())


def test_the_readme_names_the_two_commands():
    readme = text_of(ROOT / "README.md")
    assert "./justw demo" in readme
    assert "./justw test" in readme


def test_every_recipe_is_explained():
    assert len(recipes()) > 10
    assert not [name for name, comment in recipes().items() if not comment]


def test_no_package_index_is_named():
    hosts = {
        urlsplit(word).hostname
        for variable in INDEX_VARIABLES
        for word in os.environ.get(variable, "").split()
    } - {None}
    for path in papers():
        text = text_of(path)
        assert not INDEX_ADDRESS.search(text), name_of(path)
        assert not [host for host in hosts if host and host in text], name_of(path)


def test_no_path_of_this_machine_is_named():
    homes = {str(ROOT), str(Path.home())} - {"/", "/tmp", "/nonexistent"}
    pattern = re.compile("|".join(rf"(?<![\w./-]){re.escape(home)}/" for home in homes))
    for path in papers():
        assert not pattern.search(text_of(path)), name_of(path)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_is_promised_for_later(path):
    assert not PROMISES.search(text_of(path))


def test_every_decision_cited_in_code_is_written_down():
    written = set(
        re.findall(r"^\W*(D-\d{3})\b", text_of(ROOT / "PROGRESS.md"), re.MULTILINE)
    )
    cited = {
        (name_of(path), decision)
        for path in SOURCES
        for decision in re.findall(r"D-\d{3}", text_of(path))
    }
    assert not {where for where in cited if where[1] not in written}


def test_continuous_integration_runs_the_command_of_the_readme():
    assert "./justw test" in text_of(ROOT / ".ci" / "run")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert os.access(ROOT / "justw", os.X_OK)
