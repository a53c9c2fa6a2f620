"""What every archive of recordings keeps; a twin test runs it against each."""

from __future__ import annotations

import pytest

from callcore.shared.recordings.port import MOST_READ_BYTES, NoRecording

CALL = "3f2c0000-0000-4000-8000-000000000001"
NAME = f"2026-11-23/{CALL}.opus"
BAD_NAMES = (
    *(
        "",
        "a.opus",
        f"../{NAME}",
        f"2026-11-23/../{CALL}.opus",
        f"/{NAME}",
        f"{NAME}\n",
    ),
    *(f"2026-11-23/{CALL}.exe", f"2026-11-23\\{CALL}.opus", f"{NAME}.peaks.json/x"),
)


class RecordingsContract:
    """Subclasses have a fixture ``recordings``."""

    @pytest.fixture
    def a_file(self, tmp_path):
        path = tmp_path / "source"
        path.write_bytes(bytes(range(256)) * 40)
        return path

    async def test_what_was_put_is_read_in_any_range(self, recordings, a_file):
        await recordings.put(NAME, a_file)
        data = a_file.read_bytes()
        assert await recordings.size(NAME) == len(data)
        for start, length in (
            (0, 10),
            (100, 5000),
            (10_000, 9999),
            (0, 0),
            (10_239, 1),
        ):
            assert await recordings.read(NAME, start, length) == data[start : start + length]  # fmt: skip

    async def test_behind_the_end_there_is_nothing(self, recordings, a_file):
        await recordings.put(NAME, a_file)
        assert await recordings.read(NAME, 10_240, 10) == b""
        assert await recordings.read(NAME, 99_999, 10) == b""

    async def test_the_second_one_of_a_name_replaces_the_first(
        self, recordings, a_file
    ):
        await recordings.put(NAME, a_file)
        a_file.write_bytes(b"short")
        await recordings.put(NAME, a_file)
        assert await recordings.read(NAME, 0, 100) == b"short"

    async def test_what_is_not_there_is_said(self, recordings):
        with pytest.raises(NoRecording):
            await recordings.size(NAME)
        for length in (0, 10):
            with pytest.raises(NoRecording):
                await recordings.read(NAME, 0, length)

    async def test_what_was_deleted_is_gone_and_may_be_deleted_again(
        self, recordings, a_file
    ):
        await recordings.put(NAME, a_file)
        await recordings.delete(NAME)
        await recordings.delete(NAME)
        with pytest.raises(NoRecording):
            await recordings.size(NAME)

    async def test_a_file_that_vanished_is_said(self, recordings, tmp_path):
        with pytest.raises(NoRecording):
            await recordings.put(NAME, tmp_path / "nothing")
        with pytest.raises(NoRecording):
            await recordings.size(NAME)

    @pytest.mark.parametrize("name", BAD_NAMES, ids=range(len(BAD_NAMES)))
    async def test_a_name_that_is_none_is_refused(self, recordings, a_file, name):
        for ask in (recordings.size, recordings.delete):
            with pytest.raises(ValueError, match="name"):
                await ask(name)
        with pytest.raises(ValueError, match="name"):
            await recordings.put(name, a_file)
        with pytest.raises(ValueError, match="name"):
            await recordings.read(name, 0, 1)

    @pytest.mark.parametrize("where", [(-1, 5), (0, -1), (0, MOST_READ_BYTES + 1)])
    async def test_a_range_that_is_none_is_refused(self, recordings, a_file, where):
        await recordings.put(NAME, a_file)
        with pytest.raises(ValueError, match="range"):
            await recordings.read(NAME, *where)
