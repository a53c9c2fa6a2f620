"""Which archive the settings mean."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from callcore.shared.recordings.bucket import BucketRecordings, Place
from callcore.shared.recordings.folder import FolderRecordings
from callcore.shared.recordings.opening import open_recordings


def test_without_a_word_it_is_a_folder_of_the_data():
    found = open_recordings("", Path("/data"))
    assert isinstance(found, FolderRecordings)
    assert found._root == Path("/data/recordings")


def test_a_path_is_that_folder():
    found = open_recordings("/sounds", Path("/data"))
    assert isinstance(found, FolderRecordings)
    assert found._root == Path("/sounds")


def test_an_s3_address_is_a_bucket():
    found = open_recordings("s3://h/calls/x", Path("/data"), "id", "key")
    assert isinstance(found, BucketRecordings)
    assert found._place == Place("h", True, "calls", "x/")


def test_a_house_with_a_folder_does_not_load_the_client():
    code = (
        "import sys, callcore.shared.recordings.opening; print('minio' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # fmt: skip
    assert out.stdout.strip() == "False"
