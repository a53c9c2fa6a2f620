from __future__ import annotations

import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from callcore.engines.models.errors import ModelError
from callcore.engines.stt import unlocked
from callcore.engines.stt.unlocked import UnlockedDetector


@pytest.mark.native
class TestTheLoadedLibrary:
    """Breaks if a new pywhispercpp keeps its context elsewhere or links statically."""

    def test_other_threads_run_while_it_detects(self, whisper):
        audio = np.random.default_rng(1).normal(0, 0.1, 32_000).astype(np.float32)
        detector = UnlockedDetector(whisper._model)
        gaps_s, over = [], threading.Event()

        def tick():
            last_s = time.perf_counter()
            while not over.is_set():
                time.sleep(0.005)
                now_s = time.perf_counter()
                gaps_s.append(now_s - last_s)
                last_s = now_s

        ticking = threading.Thread(target=tick)
        ticking.start()
        began_s = time.perf_counter()
        found = detector.detect(audio, ("en", "uk"), 1)
        took_s = time.perf_counter() - began_s
        over.set()
        ticking.join()
        assert set(found) == {"en", "uk"}
        # with the lock held there would be one gap as long as the detection
        assert max(gaps_s) < 0.5 * took_s

    def test_it_agrees_with_the_binding(self, whisper):
        audio = np.random.default_rng(2).normal(0, 0.1, 32_000).astype(np.float32)
        mine = UnlockedDetector(whisper._model).detect(audio, ("en", "ru"), 1)
        _, theirs = whisper._model.auto_detect_language(audio, n_threads=1)
        assert mine == pytest.approx(
            {key: float(theirs[key]) for key in mine}, abs=1e-4
        )

    def test_a_context_that_is_not_where_it_was_is_refused(self, whisper, monkeypatch):
        monkeypatch.setattr(unlocked, "_vocabulary", lambda _model: 1)
        with pytest.raises(ModelError, match="laid out"):
            UnlockedDetector(whisper._model)


def test_a_library_that_is_not_loaded_is_refused(tmp_path, monkeypatch):
    maps = tmp_path / "maps"
    maps.write_text(
        "7f00-7f01 r-xp 0 00:00 0 /lib/libc.so.6\n7f02-7f03 rw-p 0 00:00 0\n"
    )
    monkeypatch.setattr(unlocked, "_MAPS", Path(maps))
    model = cast("Any", SimpleNamespace(_ctx=object()))
    with pytest.raises(ModelError, match="not loaded"):
        UnlockedDetector(model)
