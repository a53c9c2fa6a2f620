from __future__ import annotations

import errno
import hashlib
import threading

import pytest

from callcore.engines.models import whisper
from callcore.engines.models.errors import ModelError
from callcore.engines.models.whisper import prepare_whisper


@pytest.fixture
def conversions(monkeypatch, tmp_path):
    """Replace the real conversion by one that writes a few bytes, and count it."""
    done = []
    part = tmp_path / "part"
    part.write_bytes(b"tokenizer")

    def write(_tensors, _tokenizer, out, progress):
        done.append(1)
        progress(1.0)
        out.write(b"converted")

    monkeypatch.setattr(whisper, "_weights", lambda: b"")
    monkeypatch.setattr(whisper, "verify", lambda *_files: part)
    monkeypatch.setattr(whisper, "read_tensors", lambda _data: {})
    monkeypatch.setattr(whisper, "write_ggml", write)
    monkeypatch.setattr(
        whisper, "FILE_SHA256", hashlib.sha256(b"converted").hexdigest()
    )
    return done


def test_it_is_converted_once_and_then_found(tmp_path, conversions):
    cache = tmp_path / "deep" / "cache"
    shares: list[float] = []
    path = prepare_whisper(cache, shares.append)
    assert path.read_bytes() == b"converted"
    assert prepare_whisper(cache) == path
    assert len(conversions) == 1
    assert shares == [1.0]
    assert sorted(p.name for p in cache.iterdir()) == [".lock", path.name]


def test_a_damaged_file_is_made_again(tmp_path, conversions):
    path = prepare_whisper(tmp_path)
    path.write_bytes(b"conVerted")
    assert prepare_whisper(tmp_path).read_bytes() == b"converted"
    assert len(conversions) == 2


def test_two_at_once_convert_once(tmp_path, conversions):
    threads = [
        threading.Thread(target=prepare_whisper, args=(tmp_path,)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(conversions) == 1


def test_a_conversion_that_comes_out_wrong_is_not_kept(
    tmp_path, conversions, monkeypatch
):
    monkeypatch.setattr(whisper, "FILE_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not what it should be"):
        prepare_whisper(tmp_path)
    assert not list(tmp_path.glob("*.bin"))
    assert not list(tmp_path.glob("*.tmp"))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(errno.ENOSPC, "the disk is full"), (errno.EIO, "cannot prepare Whisper")],
)
def test_a_full_or_broken_disk_is_one_sentence(
    tmp_path, conversions, monkeypatch, code, sentence
):
    def fail(*_arguments):
        raise OSError(code, "told by the kernel")

    monkeypatch.setattr(whisper, "write_ggml", fail)
    with pytest.raises(ModelError, match=sentence):
        prepare_whisper(tmp_path)
    assert not list(tmp_path.glob("*.tmp"))


def test_a_cache_that_cannot_be_written_is_one_sentence(tmp_path, conversions):
    file = tmp_path / "file"
    file.write_text("in the way")
    with pytest.raises(ModelError, match="cannot prepare Whisper in"):
        prepare_whisper(file)


@pytest.mark.native
def test_the_real_model_comes_out_as_pinned(tmp_path):
    path = prepare_whisper(tmp_path)
    assert path.stat().st_size == 81_768_585
