"""How well a model finds people in sentences that it was not trained on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from callcore.shared.observe.masking import line as lines
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.memory import Memory
from callcore.shared.observe.masking.names.model import Model
from callcore.shared.observe.masking.names.tagger import claim_people
from chaos.training.people.styles import Part, Sentence


@dataclass(slots=True)
class Count:
    """What was found in sentences of one kind."""

    names: int = 0
    strict: int = 0  # of them without a letter left
    words: int = 0  # that are no names
    alarms: int = 0  # of them masked
    clean: int = 0  # sentences without a name
    changed: int = 0  # of them
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the shares in per cent."""
        return (
            f"{self.names:5} names, strict {_share(self.strict, self.names)}; "
            f"{self.words:6} other words, masked {_share(self.alarms, self.words)}; "
            f"{self.clean:5} clean lines, changed {_share(self.changed, self.clean)}"
        )


def measured(
    model: Model, sentences: Iterable[tuple[str, Sentence]]
) -> dict[str, Count]:
    """Return the counts per kind of ``sentences``, which are pairs of kind and sentence."""
    counts: dict[str, Count] = defaultdict(Count)
    for kind, sentence in sentences:
        _judge(model, sentence, counts[kind])
    return dict(sorted(counts.items()))


def _judge(model: Model, sentence: Sentence, count: Count) -> None:
    text = "".join(piece.text for piece in sentence)
    claims, marks, cursor = Claims(text), [], 0
    for piece in sentence:
        marks.append((cursor, cursor + len(piece.text), piece.part))
        cursor += len(piece.text)
        if piece.part is Part.CLAIMED:
            claims.keep(marks[-1][0], cursor)
    line = lines.read(text)
    claim_people(model, line, claims, Memory())
    hidden = bytearray(len(text))
    for start, end, _label in claims.spans():
        hidden[start:end] = b"\1" * (end - start)
    _compare(text, line, marks, hidden, count)


def _compare(
    text: str,
    line: lines.Line,
    marks: list[tuple[int, int, Part]],
    hidden: bytearray,
    count: Count,
) -> None:
    named = bytearray(len(text))
    for start, end, part in marks:
        if part is not Part.NAME:
            continue
        named[start:end] = b"\1" * (end - start)
        count.names += 1
        whole = all(hidden[at] for at in range(start, end) if text[at].isalnum())
        count.strict += whole
        if not whole:
            count.missed.append(f"{text[start:end]!r} in {text!r}")
    others = [at for at in line.starts if not named[at]]
    alarms = sum(hidden[at] for at in others)
    count.words += len(others)
    count.alarms += alarms
    if alarms:
        count.wrong.append(claims_shown(text, hidden))
    if not any(named):
        count.clean += 1
        count.changed += bool(alarms)


def claims_shown(text: str, hidden: bytearray) -> str:
    """Return ``text`` with what is hidden in capitals between marks."""
    shown = "".join(
        f"<{letter}>" if hidden[at] else letter for at, letter in enumerate(text)
    )
    return shown.replace("><", "")


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.2f} %" if whole else "    -  "
