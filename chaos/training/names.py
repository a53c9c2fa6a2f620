"""Train the tagger of people's names: ``just train names`` (5 minutes, one core).

Learns from the sentences of :mod:`chaos.training.people`, in pure Python and integers: the
same files give the same weights, bit for bit. ``--held`` trains on a part of the frames and of
the names instead, tells how well the rest is judged, and writes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from callcore.shared.ids import Language
from callcore.shared.observe.masking.names import model as models
from callcore.shared.observe.masking.names.model import Model
from chaos.training.people.dice import Dice
from chaos.training.people.examples import Reader, lexicon_of
from chaos.training.people.lists import HERE, LANGUAGES, Lists, Split, load
from chaos.training.people.measuring import measured
from chaos.training.people.perceptron import Perceptron
from chaos.training.people.persons import Registry
from chaos.training.people.sampler import Sampler
from chaos.training.people.styles import Sentence

_MEASURED_STYLES: Final = ("written", "heard", "typed", "sloppy")


@dataclass(frozen=True, slots=True)
class Course:
    """How to train."""

    epochs: int = 10
    copies: int = 4  # of every frame and line in an epoch
    seed: int = 7000


_USUAL: Final = Course()


def main(arguments: Sequence[str]) -> int:
    """Train and write; return the exit code."""
    parser = argparse.ArgumentParser(prog="just train names", description=__doc__)
    parser.add_argument("--seed", type=int, default=_USUAL.seed)
    parser.add_argument("--epochs", type=int, default=_USUAL.epochs)
    parser.add_argument("--copies", type=int, default=_USUAL.copies)
    parser.add_argument("--held", action="store_true", help="measure, write nothing")
    parser.add_argument("--wrong", type=int, default=0, help="examples to show")
    parser.add_argument("--out", type=Path, default=packaged_file())
    options = parser.parse_args(arguments)
    course = Course(options.epochs, options.copies, options.seed)
    if options.held:
        report(trained(course, "learn"), options.wrong)
        return 0
    raw = models.written(trained(course, "all"))
    options.out.write_bytes(raw)
    say(f"{options.out}: sha256 {hashlib.sha256(raw).hexdigest()}")
    say(f"made of inputs {inputs_hash()}")
    return 0


def trained(course: Course, part: Split) -> Model:
    """Return the model that learns from ``part`` of the names and of the frames."""
    lists = {code: load(code, part, part) for code in LANGUAGES}
    known = lexicon_of(list(lists.values()))
    samplers = samplers_of(lists)
    reader, learner, dice = Reader(known), Perceptron(), Dice(course.seed)
    for epoch in range(course.epochs):
        sentences = dice.shuffled(
            [
                sentence
                for sampler in samplers
                for sentence in sampler.epoch(dice, course.copies)
            ]
        )
        wrong = learner.learn_all(
            reader.example(sentence, dice) for sentence in sentences
        )
        say(f"epoch {epoch}: {len(sentences)} sentences, {wrong} words wrong")
    return finished(learner, known)


def finished(learner: Perceptron, known: array[int]) -> Model:
    """Return the model of what was learnt, with its thresholds."""
    weights, unit = learner.averaged()
    return Model(weights, known, models.thresholds(unit))


def samplers_of(lists: dict[Language, Lists]) -> list[Sampler]:
    """Return a sampler for each language; all know the people of the others."""
    people = {code: Registry(found) for code, found in lists.items()}
    return [Sampler(found, people) for found in lists.values()]


def held_out(copies: int = 2) -> Iterator[tuple[str, Sentence]]:
    """Yield sentences of frames and of names that "learn" leaves out."""
    lists = {code: load(code, "held", "held") for code in LANGUAGES}
    dice = Dice(1)
    for sampler, code in zip(samplers_of(lists), LANGUAGES, strict=True):
        for style in _MEASURED_STYLES:
            for frame in (*lists[code].said, *lists[code].plain):
                for _ in range(copies):
                    yield f"{code} {style}", sampler.filled(frame, dice, style)


def report(model: Model, wrong: int) -> None:
    """Tell how the held-out part is judged."""
    for kind, count in measured(model, held_out()).items():
        say(f"{kind:12} {count}")
        for what, found in (("missed", count.missed), ("wrong", count.wrong)):
            for text in found[:: max(1, len(found) // wrong)] if wrong else ():
                say(f"    {what}: {text}")


def inputs_hash() -> str:
    """Return one hash of all the files that are learnt from."""
    found = hashlib.sha256()
    for path in sorted(HERE.rglob("*.txt")):
        found.update(f"{path.parent.name}/{path.name}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def packaged_file() -> Path:
    """Return where the package keeps the weights."""
    return Path(models.__file__).with_name(models.WEIGHTS_FILE)


def say(line: str) -> None:
    """Tell the person who trains."""
    sys.stderr.write(f"{line}\n")
