"""Sentences that say an order is placed, in three languages and many wordings. Pure.

Such a sentence is true only after the shop has said so. Recognised is a statement: a
question, a negation, what will be once the caller agrees, and what the caller himself
did are none. Every language is looked for, because a model may slip into another.
"""

from __future__ import annotations

import re
from typing import Final

MAX_CHARS: Final = 1_000  # of a sentence
_SENTENCE: Final = re.compile(r"[^.!?…\n]+[.!?…]*")
_CLAUSE_END: Final = re.compile(r"[,;—–]")
_GAP: Final = r"(?:[\s,:#№«»\"-]+[\w']+){0,5}?[\s,:#—–-]+"
_NEAR: Final = r"(?:\s+[\w']+){0,4}?\s+"

_EN: Final = (
    (
        r"(?:order|purchase|reservation|tyres?|tires?|wheels?|oil|it|that|this|they|everything)"
        rf"{_GAP}(?:(?:is|are|was|were|been|got)\s+)(?:(?:now|already|just|successfully|all"
        r"|officially|fully|both)\s+){0,3}(?:placed|confirmed|booked|ordered|finali[sz]ed"
        r"|submitted)\b"
    ),
    (
        r"\b(?:it|that)'s\s+(?:(?:now|already|all|been)\s+){0,3}(?:placed|confirmed|booked"
        r"|ordered|finali[sz]ed)\b"
    ),
    (
        rf"\b(?:order|purchase)(?:\s|{_GAP})(?:(?:is|are|was|were|been|has|'s)\s+)"
        r"(?:(?:now|already|just|successfully|all|been)\s+){0,3}(?:accepted|completed?|processed"
        r"|registered|created|made|done|set|through|in the system|received|on its way)\b"
    ),
    (
        r"\b(?:i|we)(?:'ve|'d|\s+have|\s+had)?(?:\s+\w+){0,2}?\s+(?:placed|booked|ordered)"
        rf"{_NEAR}(?:order|it|them|tyres?|tires?|wheels?|oil|purchase|you)\b"
    ),
    (
        r"\b(?:i|we)(?:'ve|'d|\s+have|\s+had)?(?:\s+\w+){0,2}?\s+(?:placed|booked|ordered"
        r"|confirmed|submitted|finali[sz]ed)\s+(?:it|them)\b"
    ),
    (
        r"\b(?:i|we)(?:'ve|'d|\s+have|\s+had)?(?:\s+\w+){0,2}?\s+(?:confirmed|submitted"
        r"|finali[sz]ed|completed|processed|registered|accepted|created|put through)"
        r"(?:\s+(?:your|the|this|that|an?|new)){0,2}\s+(?:order|purchase)\b"
    ),
    r"^(?:your\s+)?order\s+(?:[\w#:]+\s+){0,3}?(?:placed|confirmed|booked|completed?|accepted)\b",
    r"\byour confirmation number is\b",
    r"\bconsider it (?:done|ordered|placed|confirmed)\b",
    r"\byou have (?:now )?(?:successfully )?(?:ordered|bought|purchased)\b",
    r"\bsuccessfully (?:placed|ordered|confirmed)\b",
)
_RU: Final = (
    (
        r"\b(?:заказ\w{0,3}|покупк\w|шин\w{1,2}|колеса|диски|масло|резина|он|она|они|все|это)"
        rf"{_GAP}(?:оформлен[аоы]?|подтвержден[аоы]?|размещен[аоы]?|заказан[аоы]?"
        r"|забронирован[аоы]?)\b"
    ),
    (
        rf"\bзаказ\w{{0,3}}{_GAP}(?:принят[аоы]?|создан[аоы]?|сделан[аоы]?|записан[аоы]?"
        r"|зарегистрирован[аоы]?|отправлен[аоы]?|передан[аоы]?|завершен[аоы]?)\b"
    ),
    r"\b(?:оформлен|подтвержден|принят|размещен|создан)[аоы]?\s+(?:ваш\s+|этот\s+)?заказ\b",
    (
        r"\b(?:оформил|подтвердил|разместил|заказал|забронировал)[аи]?(?:\s+\w+){0,3}?\s+"
        r"(?:заказ\w{0,3}|его|ее|их|вам|вас|шин\w{0,2}|диски|масло)\b"
    ),
    (
        r"\b(?:принял|создал|сделал|записал|зарегистрировал|отправил)[аи]?\s+"
        r"(?:ваш\s+|этот\s+|вам\s+)?заказ\b"
    ),
)
_UK: Final = (
    (
        r"\b(?:замовлення|покупк\w|шин\w{1,2}|колеса|диски|олив\w|гума|воно|вони|все|усе|це)"
        rf"{_GAP}(?:оформлен[еоаі]|підтверджен[еоаі]|розміщен[еоаі]|замовлен[еоаі]"
        r"|заброньован[еоаі])\b"
    ),
    (
        rf"\bзамовлення{_GAP}(?:прийнят[еоаі]|створен[еоаі]|зроблен[еоаі]|записан[еоаі]"
        r"|зареєстрован[еоаі]|відправлен[еоаі]|передан[еоаі]|завершен[еоаі])\b"
    ),
    r"\b(?:оформлен|підтверджен|прийнят|розміщен|створен)о\s+(?:ваше\s+|це\s+)?замовлення\b",
    (
        r"\b(?:оформи|підтверди|розмісти|замови|забронюва)(?:в|ла|ли)(?:\s+[\w']+){0,3}?\s+"
        r"(?:замовлення|його|її|їх|вам|вас|шин\w{0,2}|диски|оливу)\b"
    ),
    (
        r"\b(?:прийня|створи|зроби|записа|зареєструва|відправи)(?:в|ла|ли)\s+"
        r"(?:ваше\s+|це\s+|вам\s+)?замовлення\b"
    ),
)
_BARE: Final = (
    (
        r"^(?:(?:готово|все|всё|чудово|отлично|добре|хорошо|дякую|спасибо|done|great|perfect"
        r"|ok|okay|all done)[\s,:;—–-]+)*(?:оформлен[оеы]|заказано|замовлено|подтверждено"
        r"|підтверджено|оформила?|оформив|заказала?|замовила|замовив|ordered|confirmed|placed)\W*$"
    ),
)
_CLAIM: Final = re.compile("|".join((*_EN, *_RU, *_UK, *_BARE)))
# Cheap: most sentences hold none of the words on which a claim ends.
_WORDS: Final = re.compile(
    r"plac|confirm|book|order|submit|final|accept|complet|process|regist|creat|made|done"
    r"|set\b|through|system|receiv|way|bought|purchas|оформ|подтв|підтв|размещ|розміщ|размест"
    r"|розміст|заказ|замов|брон|принят|принял|прийн|созда|створ|сдела|зроб|запис|регистр"
    r"|реєстр|отправ|відправ|передан|заверш"
)
_NOT_NOW: Final = re.compile(
    r"\b(?:not|never|no|none|nothing|cannot|yet|without|unless|until|before|if|once|when"
    r"|whether|will|would|shall|can|could|may|might|must|should|be|being|after|as soon as"
    r"|needs?|let|want|wants|like|to"
    r"|не|нет|ни|нельзя|будет|будут|быть|станет|если|когда|как только|чтобы|после|может"
    r"|могут|можно|нужно|должен|должна|должно|хотите|хотел\w?|ли|прежде|считать"
    r"|ні|немає|буде|будуть|бути|стане|якщо|коли|щойно|як тільки|щоб|після|може|можуть|треба"
    r"|потрібно|має|мусить|хочете|чи|перш|щоби)\b|n't\b"
)
_CONDITION: Final = re.compile(
    r"\b(?:once|when|if|as soon as|after|unless|until|before|если|когда|как только|после|якщо"
    r"|коли|щойно|як тільки|після)\b[^.!?]*?(?:\bsay|\byes\b|confirm|agree|ready|tell me|approve"
    r"|скаж|\bда\b|подтв|соглас|готов|\bтак\b|підтв|погод|згод)"
)
_HIS_DEED: Final = re.compile(
    r"\b(?:вы|ви|you)(?:\s+[\w']+){0,2}\s+"
    r"(?:заказал|подтверд|замовл|замови|підтверд|confirm|забронир|заброню)"
)
_DRAFT: Final = re.compile(r"draft|чернет|чернов|предварит|попередн|незаверш")
_APOSTROPHES: Final = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "ё": "е"})


def says_placed(text: str) -> bool:
    """Say whether a sentence of ``text`` claims that an order is placed or confirmed."""
    plain = text[:MAX_CHARS].casefold().translate(_APOSTROPHES)
    if not _WORDS.search(plain):
        return False
    return any(_claims(found[0].strip()) for found in _SENTENCE.finditer(plain))


def _claims(sentence: str) -> bool:
    return any(_is_stated(sentence, m) for m in _CLAIM.finditer(sentence))


def _is_stated(sentence: str, claim: re.Match[str]) -> bool:
    start, end = claim.span()
    if sentence.endswith("?") and not _CLAUSE_END.search(sentence, end):
        return False  # it is the question itself, not "it is placed, anything else?"
    breaks = [found.end() for found in _CLAUSE_END.finditer(sentence, 0, start)]
    clause = sentence[breaks[-1] if breaks else 0 : end]
    if _NOT_NOW.search(clause) or _DRAFT.search(sentence):
        return False
    return not _CONDITION.search(sentence, 0, start) and not _HIS_DEED.search(clause)
