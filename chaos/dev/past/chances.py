"""What befell a call of the past: drawn from a seeded source, so that runs are alike."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from callcore.shared.ids import Language

DAYS: Final = 60
DAY_S: Final = 86_400.0
YOUNGEST_S: Final = 300.0  # it is over by now
OPEN_H: Final = (8, 20)  # most people ring while the shop is open
NAMES: Final = ("order", "question", "human", "noise")
WEIGHTS: Final = (50, 25, 13, 12)
LANGUAGE_WEIGHTS: Final[dict[Language, int]] = {"uk": 60, "ru": 28, "en": 12}
PROMPTS: Final = ("v1", "v2", "v2-friendly")
VENDORS: Final = ("google", "openai", "local")
Fate = Literal["told", "hung-up", "lost"]


@dataclass(frozen=True, slots=True)
class Chance:
    """One call; ``age_s`` is how long ago it began."""

    age_s: float
    language: Language
    tale: str
    fate: Fate
    number: int  # of the caller: some ring often
    worker: str
    prompt: str
    arm: str
    vendor: str
    slow: float  # by how much everything takes longer
    interrupts: bool
    degraded: bool
    tool_fails: bool
    unpriced: bool
    withheld: bool


def draw(random: Random, now_s: float) -> Chance:
    """Return the next call that ended before ``now_s``."""
    age_s = _age_s(random, now_s)
    language = random.choices(list(LANGUAGE_WEIGHTS), list(LANGUAGE_WEIGHTS.values()))
    is_old = age_s > 30 * DAY_S
    tale = random.choices(NAMES, WEIGHTS)[0]
    return Chance(
        age_s=age_s,
        language=language[0],
        tale=tale,
        fate=random.choices(("told", "hung-up", "lost"), (90, 8, 2))[0],
        number=int(random.paretovariate(1.1)) % 5_000,
        worker=f"host{random.randrange(1, 3)}:w{random.randrange(1, 5)}:{1200 + random.randrange(3)}",
        prompt=PROMPTS[0] if is_old else random.choice(PROMPTS[1:]),
        arm="" if is_old else random.choices(("control", "candidate"), (90, 10))[0],
        vendor=random.choices(VENDORS, (55, 30, 15))[0],
        slow=random.lognormvariate(0, 0.35),
        interrupts=random.random() < 0.25,
        degraded=random.random() < 0.07,
        tool_fails=tale == "noise" or random.random() < 0.04,
        unpriced=random.random() < 0.02,
        withheld=random.random() < 0.06,
    )


def _age_s(random: Random, now_s: float) -> float:
    """Return an age within the last days; eight of nine calls come by day (UTC)."""
    age_s = YOUNGEST_S + random.random() * DAYS * DAY_S
    if random.random() < 0.11:
        return age_s
    midnight_s = (now_s - age_s) // DAY_S * DAY_S
    by_day_s = now_s - midnight_s - 3_600 * random.triangular(*OPEN_H, 11)
    return by_day_s if by_day_s > YOUNGEST_S else age_s
