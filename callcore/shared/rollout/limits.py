"""How bad a candidate may be before it is taken back: the table of the guard.

Every limit is meant of the truth, not of a sample: a sample breaches it only when its
confidence bound lies beyond (:mod:`.breaches`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final

#: of one look at everything since the start: 99 %, two-sided
Z: Final = 2.58
#: of the newest utterances, which are looked at again and again, each time with a new
#: chance to be unlucky. Of 120 trials of an arm as good as control, 3000 utterances each,
#: 2.58 took back 7, 3.29 none; an arm that fails 40 % is found 4 utterances later
Z_NEWEST: Final = 3.5
_MOST: Final = 10**9


@dataclass(frozen=True, slots=True)
class Limits:
    """``..._most`` is absolute, ``..._over`` is above control; rates are 0 to 1.

    The defaults are wide: they tell a broken engine, not the better of two good ones.
    """

    least_n: int = 50  # utterances of a kind, before that kind is judged
    failed_most: float = 0.10  # errors and takeovers by the next engine
    failed_over: float = 0.03
    p95_ms_most: float = 3000.0  # half of STT_FINAL_S, the call's own deadline
    p95_over_factor: float = 2.0
    empty_most: float = 0.30
    empty_over: float = 0.10
    hallucinated_most: float = 0.05
    hallucinated_over: float = 0.02
    wer_most: float = 0.50  # against control, which is not the truth
    missed_most: float = 0.30  # of the numbers and names that control heard
    micros_per_minute_most: float = (
        50_000.0  # three times the dearest list price of 2026
    )
    micros_per_minute_factor: float = 0.0  # 0: a candidate may cost more than control

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a limit that means nothing."""
        for name, value in asdict(self).items():
            if not 0 <= value <= _MOST:  # false for NaN, too
                raise ValueError(f"limit {name} must be 0 to {_MOST}.")
        if not 10 <= self.least_n <= 100_000:
            raise ValueError("limit least_n must be 10 to 100000.")


def limits_of_untrusted(raw: object) -> Limits:
    """Return limits from JSON; what is missing has its default. Raises ``ValueError``."""
    if not isinstance(raw, Mapping):
        raise ValueError("the limits are not an object.")  # noqa: TRY004 -- of a text
    known = {item.name for item in fields(Limits)}
    for name, value in raw.items():
        if name not in known:
            raise ValueError(f"there is no limit {str(name)[:40]!r}.")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"limit {name} is not a number.")  # noqa: TRY004 -- as above
    values = dict(raw)
    if not isinstance(values.get("least_n", 50), int):
        raise ValueError("limit least_n is not a whole number.")  # noqa: TRY004 -- as above
    return Limits(**values)
