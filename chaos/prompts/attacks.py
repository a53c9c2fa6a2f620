"""Every violation that a hostile model tries, by name, and its endless replies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from chaos.prompts.callattacks import CALL_ATTACKS
from chaos.prompts.legalmoves import LEGAL_MOVES, Attack
from chaos.prompts.mind import Call, Mind, Move, Reply, Say
from chaos.prompts.speechattacks import SPEECH_ATTACKS

ATTACKS: Final[Mapping[str, Attack]] = {
    attack.__name__: attack for attack in (*CALL_ATTACKS, *SPEECH_ATTACKS)
}
RARE: Final = frozenset({"flood", "say_for_ever", "big_arguments"})  # they cost time


def replies(mind: Mind) -> Iterator[Reply]:
    """Yield replies for ever: legal ones, violations, and mixtures of both."""
    names, legal = list(ATTACKS), [one for one, _ in LEGAL_MOVES]
    weights = [weight for _, weight in LEGAL_MOVES]
    while True:
        yield _reply(mind, names, legal, weights)


def _reply(
    mind: Mind, names: list[str], legal: list[Attack], weights: list[int]
) -> Reply:
    random = mind.random
    moves: list[Move] = []
    for _ in range(random.choice((1, 1, 2, 3))):
        if random.random() < 0.45:
            name = random.choice(names)
            if name in RARE and random.random() < 0.8:
                continue
            moves += ATTACKS[name](mind, name)
        else:
            moves += random.choices(legal, weights)[0](mind, "")
    said = [move for move in moves if isinstance(move, Say)]
    return [*said, *(move for move in moves if isinstance(move, Call))]
