"""Recordings in a bucket: minio's client against a small S3 that checks signatures."""

from __future__ import annotations

import pytest
import trio

from callcore.shared.recordings import bucket as bucket_module
from callcore.shared.recordings.bucket import BucketRecordings, Place
from callcore.shared.recordings.port import RecordingsDown
from tests.callcore.shared.recordings.contract import NAME, RecordingsContract
from tests.kit.bucketserver import BUCKET, KEY, KEY_ID, bucket_server

pytestmark = pytest.mark.integration


@pytest.fixture
def server():
    with bucket_server() as server:
        yield server


@pytest.fixture
def recordings(server):
    place = Place.of(f"s3+http://{server.endpoint}/{BUCKET}/house/one")
    return BucketRecordings(place, KEY_ID, KEY)


class TestContract(RecordingsContract):
    """See the contract."""


@pytest.fixture
def a_file(tmp_path):
    path = tmp_path / "source"
    path.write_bytes(b"some sound")
    return path


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("s3://s3.example.org/calls", Place("s3.example.org", True, "calls", "")),
        ("s3+http://h:9000/calls/", Place("h:9000", False, "calls", "")),
        ("s3://h/calls/a/b", Place("h", True, "calls", "a/b/")),
    ],
)
def test_an_address_is_taken_apart(url, place):
    assert Place.of(url) == place


async def test_the_prefix_stands_before_the_name(server, recordings, a_file):
    await recordings.put(NAME, a_file)
    assert list(server.objects) == [f"{BUCKET}/house/one/{NAME}"]


async def test_a_wrong_key_is_down_and_tells_no_secret(server, a_file):
    place = Place.of(f"s3+http://{server.endpoint}/{BUCKET}")
    wrong = BucketRecordings(place, KEY_ID, "another-key")
    with pytest.raises(RecordingsDown, match=r"^SignatureDoesNotMatch$"):
        await wrong.put(NAME, a_file)
    assert server.refused
    assert not server.objects


@pytest.mark.parametrize("trouble", ["503", "cut", "garbage"])
async def test_a_sick_bucket_is_down_and_heals(server, recordings, a_file, trouble):
    await recordings.put(NAME, a_file)
    server.trouble = trouble
    with pytest.raises(RecordingsDown):
        await recordings.read(NAME, 0, 5)
    server.trouble = ""
    assert await recordings.read(NAME, 0, 5) == b"some "


async def test_a_bucket_that_hangs_is_down_in_time(
    server, recordings, a_file, monkeypatch
):
    await recordings.put(NAME, a_file)
    server.trouble = "hang"
    with trio.move_on_after(0.2) as scope:  # the caller's own deadline holds
        await recordings.size(NAME)
    assert scope.cancelled_caught
    monkeypatch.setattr(bucket_module, "READ_S", 0.2)
    place = Place.of(f"s3+http://{server.endpoint}/{BUCKET}")
    with trio.fail_after(20), pytest.raises(RecordingsDown):
        await BucketRecordings(place, KEY_ID, KEY).size(NAME)


async def test_nobody_at_the_port_is_down(a_file):
    with bucket_server() as server:
        place = Place.of(f"s3+http://{server.endpoint}/{BUCKET}")
    with pytest.raises(RecordingsDown):
        await BucketRecordings(place, KEY_ID, KEY).put(NAME, a_file)
