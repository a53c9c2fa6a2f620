"""Train the judge of turns: ``just train turns`` (5 to 20 minutes, one core).

Learns from the voices of the bench's split ``train`` and from recordings, keeps what is
best on ``tune``, and measures, at several lengths of silence, on ``test`` only if asked.
The same voices, recordings and seed give the same file. The hash it prints belongs into
:mod:`callcore.engines.turn.model`.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from callcore.audio.prosody import features
from callcore.engines.turn.model import WEIGHTS
from callcore.engines.turn.network import Network, flattened, restored
from callcore.shared.config import ConfigError, from_environment
from callcore.shared.ids import Language
from chaos.training.examples import Clip, asked, examples_of, tail_at
from chaos.training.network import Course, train
from chaos.training.recordings import RecordingsError, load_recordings
from chaos.turns.sample import Turn, load
from chaos.turns.voices import VoicesMissing

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
#: which silences are measured, each from where the speech really ended
MEASURED_MS: Final = (130, 160, 200, 250, 300)
COPIES: Final = 6
PEOPLE_COPIES: Final = 2  # a thousand sentences of few people: enough as they are
TUNE_COPIES: Final = 2


def main(arguments: Sequence[str]) -> int:
    """Train and write; return the exit code."""
    parser = argparse.ArgumentParser(prog="just train", description=__doc__)
    parser.add_argument("what", choices=["turns"])
    parser.add_argument("--seed", type=int, default=Course().seed)
    parser.add_argument("--cache", type=Path, help="cache folder (default: callcore's)")
    parser.add_argument("--out", type=Path, default=_packaged())
    parser.add_argument("--test", action="store_true", help="measure on test as well")
    options = parser.parse_args(arguments)
    try:
        cache = options.cache or from_environment().cache_dir
        network = _trained(cache, options.seed)
        written = encoded(network)
        options.out.write_bytes(written)
        kept = restored(flattened(network))
        for split in ("tune", "test") if options.test else ("tune",):
            _report(split, kept, cache)
    except (RecordingsError, VoicesMissing, ConfigError, OSError) as error:
        _say(f"train: {error}")
        return 1
    _say(f"{options.out}: sha256 {hashlib.sha256(written).hexdigest()}")
    return 0


def encoded(network: Network) -> bytes:
    """Return the file of a network: one array, the same bytes every time."""
    file = io.BytesIO()
    np.save(file, flattened(network), allow_pickle=False)
    return file.getvalue()


def clip_of(turn: Turn) -> Clip:
    """Return a turn of the bench as something to learn from."""
    pauses = tuple((pause.start_ms, pause.end_ms) for pause in turn.pauses)
    return Clip(turn.id, turn.voice, turn.language, turn.pcm, pauses)


def area_under_curve(truth: NDArray[np.bool_], found: NDArray[np.float64]) -> float:
    """Return how often a finished turn scores above an unfinished one; ties are half."""
    ends, holds = found[truth], np.sort(found[~truth])
    if not len(ends) or not len(holds):
        return float("nan")
    below = np.searchsorted(holds, ends, "left") + np.searchsorted(holds, ends, "right")
    return float(below.mean() / (2 * len(holds)))


def measured(
    network: Network, clips: Iterable[Clip], after_ms: int
) -> dict[tuple[str, str], tuple[int, float]]:
    """Return, per language and voice, how many silences and the area under the curve."""
    found: dict[tuple[str, str], list[tuple[bool, float]]] = defaultdict(list)
    for clip in clips:
        for start_ms, length_ms, finished in clip.moments():
            if length_ms >= after_ms:
                tail = tail_at(clip, start_ms + after_ms)
                judged = float(network.judge(features([tail]))[0])
                found[clip.language, clip.voice].append((finished, judged))
    return {
        who: (
            len(answers),
            area_under_curve(
                np.array([finished for finished, _ in answers]),
                np.array([judged for _, judged in answers]),
            ),
        )
        for who, answers in sorted(found.items())
    }


def _trained(cache: Path, seed: int) -> Network:
    people = load_recordings(cache)
    learn = [clip_of(turn) for code in LANGUAGES for turn in load("train", code, cache)]
    tune = [clip_of(turn) for code in LANGUAGES for turn in load("tune", code, cache)]
    _say(f"{len(learn)} turns, {len(people)} recordings; listening ...")
    questions = [*asked(learn, COPIES, seed), *asked(people, PEOPLE_COPIES, seed)]
    return train(
        examples_of(questions),
        examples_of(asked(tune, TUNE_COPIES, seed)),
        Course(seed=seed),
        lambda member, epoch, loss, tuned: _say(
            f"member {member} epoch {epoch:2}: loss {loss:.4f}, tune {tuned:.4f}"
        ),
    )


def _report(split: str, network: Network, cache: Path) -> None:
    clips = [clip_of(turn) for code in LANGUAGES for turn in load(split, code, cache)]
    for after_ms in MEASURED_MS:
        for who, (count, area) in measured(network, clips, after_ms).items():
            _say(f"{split} {after_ms} ms {' '.join(who)}: {area:.3f} of {count}")


def _packaged() -> Path:
    import callcore.engines.turn as room

    return Path(room.__path__[0]) / WEIGHTS.path


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
