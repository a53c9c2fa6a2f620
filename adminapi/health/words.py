"""What callers hear when a part is not well, in the three languages of the house. Pure.

Workers report English sentences (``WorkerState.health``); those that are known here are
told in all languages, any other as it came. An empty sentence means: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Sentences = Mapping[str, str]

NOTHING: Final[Sentences] = {
    "en": "nothing",
    "ru": "ничего",
    "uk": "нічого",
}
POSTGRES_DOWN: Final[Sentences] = {
    "en": "nothing; records and orders wait on the workers' disks",
    "ru": "ничего; записи и заказы ждут на дисках рабочих процессов",
    "uk": "нічого; записи й замовлення чекають на дисках робочих процесів",
}
REDIS_DOWN: Final[Sentences] = {
    "en": "nothing; this board is blind and nobody can act on a call",
    "ru": "ничего; эта доска слепа, и вмешаться в звонок нельзя",
    "uk": "нічого; ця дошка сліпа, і втрутитися в дзвінок не можна",
}
NO_WORKER: Final[Sentences] = {
    "en": "a human at once: no worker is there",
    "ru": "сразу человек: ни одного рабочего процесса нет",
    "uk": "одразу людина: жодного робочого процесу немає",
}
ALL_FULL: Final[Sentences] = {
    "en": "a human at once: every worker is full or leaving",
    "ru": "сразу человек: все рабочие процессы заняты или уходят",
    "uk": "одразу людина: усі робочі процеси зайняті або йдуть",
}
ARCHIVE_LATE: Final[Sentences] = {
    "en": "nothing; records of calls arrive late",
    "ru": "ничего; записи о звонках приходят поздно",
    "uk": "нічого; записи про дзвінки надходять із запізненням",
}
ARCHIVE_FULL: Final[Sentences] = {
    "en": "nothing; records of calls will soon be lost",
    "ru": "ничего; записи о звонках скоро будут теряться",
    "uk": "нічого; записи про дзвінки скоро губитимуться",
}
_OF_WORKERS: Final[Mapping[str, Sentences]] = {
    each["en"]: each
    for each in (
        {
            "en": "the shop is not asked; a caller who needs it is offered an operator "
            "or a call back",
            "ru": "магазин не спрашивают; кому он нужен, предлагают оператора или "
            "обратный звонок",
            "uk": "магазин не питають; кому він потрібен, пропонують оператора або "
            "зворотний дзвінок",
        },
        {
            "en": "nothing; another engine stands in",
            "ru": "ничего; работает другой движок",
            "uk": "нічого; працює інший рушій",
        },
        {
            "en": "one moment, then a human: every engine of this stage fails",
            "ru": "минуту, затем человек: не работает ни один движок этой ступени",
            "uk": "хвилину, потім людина: не працює жоден рушій цього ступеня",
        },
        {
            "en": "a human: the engines of this worker are not ready",
            "ru": "человек: движки этого процесса не готовы",
            "uk": "людина: рушії цього процесу не готові",
        },
        {
            "en": "nothing; records of calls are being lost",
            "ru": "ничего; записи о звонках теряются",
            "uk": "нічого; записи про дзвінки губляться",
        },
        {
            "en": "nothing; orders and call backs are noted on this machine",
            "ru": "ничего; заказы и обратные звонки записаны на этой машине",
            "uk": "нічого; замовлення та зворотні дзвінки записані на цій машині",
        },
    )
}


def said_by_worker(sentence: str) -> Sentences:
    """Return a worker's sentence in all languages, as far as it is known."""
    if not sentence:
        return NOTHING
    return _OF_WORKERS.get(sentence, dict.fromkeys(("en", "ru", "uk"), sentence[:300]))
