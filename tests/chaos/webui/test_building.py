"""The build: what is asked before, what is shipped, and when it is stale."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from chaos.webui import building, schema
from chaos.webui.building import STAMP, put, sources_digest
from chaos.webui.node import Node
from chaos.webui.running import Unable
from tests.chaos.webui.machine import script

# npm: `npm run --silent NAME -- ...`; Vite's answer is a file
NPM = """#!/bin/sh
echo "npm $3" >> "$LOG"
[ "$FAILS" != "$3" ] || { echo "broken in $3"; exit 1; }
if [ "$3" = build ]; then mkdir -p "$6/.vite"; : > "$6/index.html"; : > "$6/.vite/m"; fi
"""
NODE = """#!/bin/sh
gate=${1##*/}
echo "$gate $2" >> "$LOG"
[ "$FAILS" != "$gate" ]
"""


@pytest.fixture
def house(machine, monkeypatch):
    """Folders to build in; everything that would be run is a script."""
    webui = machine.folder / "webui"
    (webui / "src").mkdir(parents=True)
    (webui / "src" / "main.tsx").write_text("1")
    machine.folder.joinpath("adminapi").mkdir()
    for name, value in {
        "WEBUI": webui,
        "BUILT": machine.folder / "built",
        "PACKAGED": machine.folder / "adminapi" / "web",
        "install": lambda _node: None,
        "alone": lambda _what: nullcontext(),  # a real build may run beside this
    }.items():
        monkeypatch.setattr(building, name, value)
    monkeypatch.setattr(schema, "check", lambda _node: None)
    script(machine.bin / "npm", NPM)
    script(machine.bin / "node", NODE)
    return machine


@pytest.fixture
def packaged(house):
    return house.folder / "adminapi" / "web"


def node(house, **more):
    given = {**house.environment, "PATH": "/usr/bin:/bin", **more}
    npm = (str(house.bin / "npm"),)
    return Node("v24.0.0", str(house.bin / "node"), npm, given)


def test_everything_is_checked_built_and_shipped(house, packaged):
    building.build(node(house))
    built = house.folder / "built"
    assert sorted(house.asked[:3]) == ["npm format-check", "npm lint", "npm types"]
    assert house.asked[3:] == ["npm build", f"sizes.mjs {built}", f"guard.mjs {built}"]
    assert sorted(p.name for p in packaged.iterdir()) == [STAMP, "index.html"]
    assert building.is_fresh()


@pytest.mark.parametrize(
    ("fails", "sentence"),
    [
        ("types", "does not pass: types"),
        ("lint", "does not pass: lint"),
        ("format-check", "does not pass: format-check"),
        ("build", "Vite could not build"),
        ("sizes.mjs", "does not pass webui/scripts/sizes.mjs"),
        ("guard.mjs", "does not pass webui/scripts/guard.mjs"),
    ],
)
def test_what_does_not_pass_is_not_shipped(house, packaged, fails, sentence, capsys):
    packaged.mkdir()
    (packaged / "index.html").write_text("the one before")
    with pytest.raises(Unable, match=sentence):
        building.build(node(house, FAILS=fails))
    assert (packaged / "index.html").read_text() == "the one before"
    assert not building.is_fresh()
    if not fails.endswith(".mjs"):
        assert f"broken in {fails}" in capsys.readouterr().err


def test_a_stale_schema_stops_it(house, monkeypatch):
    def stale(_node):
        raise Unable(schema.STALE)

    monkeypatch.setattr(schema, "check", stale)
    with pytest.raises(Unable, match="just webui-schema"):
        building.build(node(house))
    assert "npm build" not in house.asked


def test_what_is_fresh_is_not_built_again(house, monkeypatch):
    monkeypatch.setattr(building, "find_node", lambda _environment: node(house))
    assert building.build_if_stale() is True
    assert building.build_if_stale() is False
    (house.folder / "webui" / "src" / "main.tsx").write_text("2")
    assert building.build_if_stale() is True
    assert house.asked == ["npm build"] * 2


def test_mending_lints_and_formats(house):
    building.mend(node(house))
    assert house.asked == ["npm lint", "npm format"]
    with pytest.raises(Unable, match="not everything"):
        building.mend(node(house, FAILS="lint"))


def test_the_old_build_goes_as_a_whole(tmp_path):
    built, packaged = tmp_path / "built", tmp_path / "web"
    for folder, name in ((packaged, "old.js"), (built, "new.js"), (built, "new.js.map")):  # fmt: skip
        folder.mkdir(exist_ok=True)
        (folder / name).touch()
    (tmp_path / ".web-new").mkdir()  # an interrupted one
    (tmp_path / ".web-new" / "left.js").touch()
    put(built, packaged, "of this")
    assert sorted(p.name for p in packaged.iterdir()) == [STAMP, "new.js"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["built", "web"]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("src/new.ts", True),
        ("index.html", True),
        ("vite.config.ts", True),
        ("public/a.svg", True),
        ("package-lock.json", True),
        ("src/new.test.ts", False),
        ("browser/a.browser.ts", False),
        ("node_modules/a/index.js", False),
        ("screenshots/a.png", False),
        (".prettierrc.json", False),
    ],
)
def test_only_what_is_built_in_makes_it_stale(tmp_path, name, counts):
    (tmp_path / "src").mkdir()
    before = sources_digest(tmp_path)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("x")
    assert (sources_digest(tmp_path) != before) is counts


def test_a_file_that_moves_makes_it_stale(tmp_path):
    (tmp_path / "a.ts").write_text("x")
    before = sources_digest(tmp_path)
    (tmp_path / "a.ts").rename(tmp_path / "b.ts")
    assert sources_digest(tmp_path) != before
