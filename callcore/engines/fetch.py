"""Fetch RHVoice from Debian without root: ``just voices``.

``apt-get download`` with lists and state of its own in a scratch folder, fed from the
machine's own sources with the component ``non-free`` added, then ``dpkg -x`` into the
cache. Nothing is installed, nothing outside the cache is touched, and no address of a
package index is written here. Voices whose licences forbid commercial use are removed.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from callcore.engines.models.pinned import sha256_of
from callcore.engines.voices import RHVOICE_FOLDERS
from callcore.shared.config import ConfigError, from_environment

#: package: sha256 of the version that was tried; a newer one is taken, with a note
PACKAGES: Final = {
    "libsonic0": "9d60de6918ace0b10e3e4e95421befd08aaf03b5b2a3d71ceb799e0cf259916f",
    "librhvoice-core7": "7b321d21caf899c78e579593f105fd49995f4d0c948c0523b2b4baa3291375f5",
    "librhvoice5": "7a12f124a48941ec0e94aeaa60da44a27c164a31d5a6bb884875e533a6d15128",
    "rhvoice-english": "7ea5227bcfc54b814086f53225ff47052b444d4554e8c4e752c9e6b29edf89a5",
    "rhvoice-russian": "1892955b9d779abb67963842f124fb2192810e7bb9976ad3a4cbdea7a99ac838",
    "rhvoice-ukrainian": "cb31f74546cc26d0460815b4d8a21a0e0161a594e916ca9ca59a91509d848a0f",
}
_NEEDED_BYTES: Final = 600_000_000  # 180 MB of packages, 345 MB unpacked, for a moment
_FETCH_S: Final = 600
_COMPONENTS: Final = re.compile(
    r"^(Components:.*\bmain\b(?!.*\bnon-free\s*$).*)$", re.MULTILINE
)
_ONE_LINE: Final = re.compile(
    r"^(deb\s.*\bmain\b(?!.*\bnon-free(\s|$)).*)$", re.MULTILINE
)


class FetchError(Exception):
    """The voices cannot be fetched here; ``str()`` is one sentence."""


def main(arguments: Sequence[str]) -> int:
    """Fetch the voices into the cache; return the exit code."""
    parser = argparse.ArgumentParser(prog="just voices", description=__doc__)
    parser.add_argument("--cache", type=Path, help="cache folder (default: callcore's)")
    options = parser.parse_args(arguments)
    try:
        cache = options.cache or from_environment().cache_dir
        fetch_voices(cache)
    except (FetchError, ConfigError) as error:
        _say(f"voices: {error}")
        return 1
    return 0


def fetch_voices(cache: Path) -> Path:
    """Return the folder with RHVoice in it, once it is complete. Raises FetchError."""
    target = cache / "rhvoice"
    if target.is_dir():
        _say(f"RHVoice is in {target} already")
        return target
    _check_machine(cache)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".rhvoice-", dir=cache) as scratch:
            tree = _fetch_and_unpack(Path(scratch))
            tree.replace(target)
    except OSError as error:
        raise FetchError(f"cannot write to {cache}: {error.strerror}") from error
    _say(f"RHVoice is in {target}")
    return target


def _fetch_and_unpack(scratch: Path) -> Path:
    _say("fetching RHVoice from the Debian index of this machine, 180 MB ...")
    packages = _download(scratch)
    _say("unpacking ...")
    tree = scratch / "tree"
    for package in packages:
        _note_version(package)
        _run(["dpkg", "-x", str(package), str(tree)], scratch, "dpkg cannot unpack")
    remove_unusable(tree)
    return tree


def _check_machine(cache: Path) -> None:
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        raise FetchError(
            "this machine has no apt, so install RHVoice 1.8 yourself"
            " (library and voices under /usr), or speak English only"
        )
    existing = next(folder for folder in (cache, *cache.parents) if folder.exists())
    if shutil.disk_usage(existing).free < _NEEDED_BYTES:
        raise FetchError(f"{existing} has less than 600 MB free")


def _download(scratch: Path) -> list[Path]:
    options = _private_apt(scratch)
    _run(["apt-get", *options, "-qq", "update"], scratch, "cannot reach a Debian index")
    command = ["apt-get", *options, "-qq", "download", *PACKAGES]
    _run(command, scratch, "the Debian index of this machine does not have RHVoice")
    return sorted(scratch.glob("*.deb"))


def _private_apt(scratch: Path) -> list[str]:
    """Write sources with non-free; return the options that make apt use only them."""
    parts = scratch / "sources.d"
    for folder in (scratch / "state/lists/partial", scratch / "cache/partial", parts):
        folder.mkdir(parents=True)
    copied = copy_sources(Path("/etc/apt"), parts)
    if not copied:
        raise FetchError("this is no Debian: /etc/apt names no Debian sources")
    return [
        *("-o", "Dir::Etc::SourceList=/dev/null"),
        *("-o", f"Dir::Etc::SourceParts={parts}"),
        *("-o", f"Dir::State={scratch / 'state'}"),
        *("-o", "Dir::State::Status=/var/lib/dpkg/status"),
        *("-o", f"Dir::Cache={scratch / 'cache'}"),
        *("-o", "APT::Sandbox::User="),
    ]


def copy_sources(etc_apt: Path, parts: Path) -> int:
    """Copy the sources that mention Debian, with non-free; return how many."""
    found = [etc_apt / "sources.list", *sorted(etc_apt.glob("sources.list.d/*"))]
    copied = 0
    for number, path in enumerate(found):
        if path.suffix not in {".list", ".sources"} or not path.is_file():
            continue
        text = path.read_text(errors="replace")
        if "debian" not in text.lower():
            continue
        (parts / f"{number}{path.suffix}").write_text(with_non_free(text))
        copied += 1
    return copied


def with_non_free(sources: str) -> str:
    """Return apt sources with the component non-free in every entry that has main."""
    wider = _COMPONENTS.sub(r"\1 non-free", sources)
    return _ONE_LINE.sub(r"\1 non-free", wider)


def remove_unusable(tree: Path) -> None:
    """Remove the voices that the table of voices does not name."""
    for folder in (tree / "usr/share/RHVoice/voices").glob("*"):
        if folder.name not in RHVOICE_FOLDERS:
            shutil.rmtree(folder)


def _note_version(package: Path) -> None:
    name = package.name.partition("_")[0]
    if sha256_of(package) != PACKAGES.get(name):
        _say(f"note: {package.name} is another version than the one that was tried")


def _run(command: Sequence[str], folder: Path, failure: str) -> None:
    try:
        subprocess.run(  # noqa: S603  # fixed programs, no shell, nothing from outside
            command,
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
            timeout=_FETCH_S,
        )
    except subprocess.CalledProcessError as error:
        lines = (error.stderr or "").strip().splitlines()
        told = next((line for line in lines if line.startswith("E:")), "")
        raise FetchError(f"{failure} ({told or error.returncode})") from error
    except subprocess.TimeoutExpired as error:
        raise FetchError(f"{failure} (no end after {_FETCH_S} s)") from error


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
