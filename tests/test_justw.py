from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements-bootstrap.lock", "requirements.lock")

# A Python that makes environments of shell scripts and writes down what it was asked.
FAKE_PYTHON = r"""#!/usr/bin/env bash
here=$(dirname -- "$0")
script() { { echo '#!/usr/bin/env bash'; cat; } > "$1"; chmod +x "$1"; }
case "$*" in
    -c*) echo "${FAKE_VERSION:-3.11}" ;;
    --version) echo "Python 3.11.0" ;;
    *"-m venv --clear"*)
        folder=${*: -1}
        rm -rf -- "$folder"; mkdir -p -- "$folder/bin"
        cp -- "$0" "$folder/bin/python"
        echo "version = 3.11.0" > "$folder/pyvenv.cfg"
        echo venv >> "$FAKE_LOG" ;;
    "-m pip --version") ;;
    *"config get"*) exit 1 ;;
    *install*bootstrap*)
        echo "WARNING: Location '/nowhere' is ignored: it does not exist" >&2
        script "$here/uv" <<'UV'
echo "uv $UV_DEFAULT_INDEX" >> "$FAKE_LOG"
[[ -z ${FAKE_HANG:-} ]] || { echo hanging >> "$FAKE_LOG"; sleep 60; }
[[ -z ${FAKE_UV_FAILS:-} ]] || exit 1
printf '#!/usr/bin/env bash\nprintf "<%%s>" "$@"\n' > "$(dirname -- "$0")/just"
chmod +x "$(dirname -- "$0")/just"
UV
        ;;
    *install*)
        echo pip >> "$FAKE_LOG"
        [[ -z ${FAKE_PIP_FAILS:-} ]] || exit 1
        script "$here/just" <<< 'printf "<%s>" "$@"' ;;
esac
"""


class Folder:
    """A copy of justw in a folder with a space, and a machine around it."""

    def __init__(self, tmp_path: Path) -> None:
        self.path = tmp_path / "a folder"
        self.path.mkdir()
        shutil.copy(ROOT / "justw", self.path)
        for lock in LOCKS:
            (self.path / lock).write_text("just==1 \\\n    --hash=sha256:0\n")
        self.python = tmp_path / "python"
        self.python.write_text(FAKE_PYTHON)
        self.python.chmod(0o755)
        self._log = tmp_path / "log"
        self._log.touch()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "JUSTW_PYTHON": str(self.python),
            "FAKE_LOG": str(self._log),
            "PIP_INDEX_URL": "http://index.invalid/",
        }

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.path / "justw", *arguments],
            cwd="/",
            env=self.environment | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, **more: str) -> tuple[int, str, str]:
        with self.start(*arguments, **more) as process:
            out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def done(self) -> list[str]:
        """What was made since the last look."""
        lines = self._log.read_text().splitlines()
        self._log.write_text("")
        return [line.split()[0] for line in lines]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_the_first_run_installs_and_the_second_goes_straight_to_just(folder):
    code, out, err = folder.run("demo", "two words", "--lang")
    assert code == 0
    assert out.endswith("<demo><two words><--lang>")
    assert folder.done() == ["venv", "uv"]
    assert "ready after" in err
    began = time.monotonic()
    code, out, err = folder.run("demo")
    assert time.monotonic() - began < 2
    assert (code, err, folder.done()) == (0, "", [])
    assert out == f"<--justfile><{folder.path}/justfile><demo>"


def test_harmless_noise_of_pip_is_not_shown(folder):
    assert "is ignored" not in folder.run()[2]


def test_the_index_of_the_machine_is_used(folder):
    folder.run()
    assert "http://index.invalid/" in Path(folder.environment["FAKE_LOG"]).read_text()


def test_pip_steps_in_when_the_fast_installer_fails(folder):
    code, _, _ = folder.run("x", FAKE_UV_FAILS="1")
    assert code == 0
    assert folder.done() == ["venv", "uv", "pip"]


def test_a_failed_installation_says_so_and_the_next_run_starts_afresh(folder):
    code, out, err = folder.run("x", FAKE_UV_FAILS="1", FAKE_PIP_FAILS="1")
    assert (code, out) == (1, "")
    assert "did not finish" in err
    folder.done()
    assert folder.run("x")[0] == 0
    assert folder.done() == ["venv", "uv"]


def test_new_locks_are_installed_into_the_same_environment(folder):
    folder.run()
    folder.done()
    (folder.path / "requirements.lock").write_text("just==2 \\\n    --hash=sha256:1\n")
    assert folder.run()[0] == 0
    assert folder.done() == ["uv"]
    folder.run()
    assert folder.done() == []


def test_a_folder_that_was_moved_is_prepared_again(folder, tmp_path):
    folder.run()
    folder.done()
    folder.path = folder.path.rename(tmp_path / "elsewhere")
    assert folder.run("x")[0] == 0
    assert folder.done() == ["venv", "uv"]


def wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        os.sched_yield()


def test_an_interrupted_installation_recovers(folder):
    process = folder.start("x", FAKE_HANG="1")
    try:
        wait_for(lambda: "hanging" in Path(folder.environment["FAKE_LOG"]).read_text())
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    folder.done()
    assert folder.run("x")[0] == 0
    assert folder.done() == ["venv", "uv"]


def test_two_at_once_install_once(folder):
    both = [folder.start("x"), folder.start("x")]
    for process in both:
        assert process.communicate(timeout=60)[0].endswith("<x>")
    assert folder.done() == ["venv", "uv"]


@pytest.mark.parametrize("version", ["3.9", "3.10", "3.14", "2.7"])
def test_a_python_outside_the_range_is_one_clear_sentence(folder, version):
    code, _, err = folder.run(FAKE_VERSION=version)
    assert code == 1
    assert err == (
        "justw: callcore needs Python 3.11, 3.12 or 3.13, and found only Python "
        f"{version}; install one of them or name it in JUSTW_PYTHON.\n"
    )


def test_a_machine_without_python_is_one_clear_sentence(folder):
    code, _, err = folder.run(JUSTW_PYTHON="/nowhere/python")
    assert code == 1
    assert err.startswith("justw: no Python found")


def test_a_python_without_venv_says_what_to_install(folder):
    code, _, err = folder.run(FAKE_VERSION="3.12 no-venv")
    assert code == 1
    assert "python3-venv" in err


def test_a_full_disk_is_one_clear_sentence(folder, tmp_path):
    df = tmp_path / "bin" / "df"
    df.parent.mkdir()
    df.write_text("#!/bin/sh\necho x\necho 'disk 100 90 20480 99% /'\n")
    df.chmod(0o755)
    code, _, err = folder.run(PATH=f"{df.parent}:{os.environ['PATH']}")
    assert code == 1
    assert "20 MB free" in err
    assert err.count("\n") == 1
    assert not (folder.path / ".venv").exists()


def test_it_can_be_called_through_a_link(folder, tmp_path):
    link = tmp_path / "j"
    link.symlink_to(folder.path / "justw")
    out = subprocess.run(
        [link, "x"], env=folder.environment, capture_output=True, text=True, check=True
    )
    assert f"<{folder.path}/justfile>" in out.stdout
