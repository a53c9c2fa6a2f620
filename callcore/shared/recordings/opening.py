"""Which archive of recordings the settings mean."""

from __future__ import annotations

from pathlib import Path

from callcore.shared.recordings.folder import FolderRecordings
from callcore.shared.recordings.port import Recordings

FOLDER = "recordings"  # below the data folder, if nothing else is said


def open_recordings(
    where: str, data_dir: Path, s3_id: str = "", s3_key: str = ""
) -> Recordings:
    """Return the archive for the setting ``recordings``; nothing is asked before use."""
    if where.startswith("s3"):
        # the client costs 0.3 s and 20 MB: not for a house that has a folder
        from callcore.shared.recordings.bucket import (
            BucketRecordings,
            Place,
        )

        return BucketRecordings(Place.of(where), s3_id, s3_key)
    return FolderRecordings(Path(where) if where else data_dir / FOLDER)
