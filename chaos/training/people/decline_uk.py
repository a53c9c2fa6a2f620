"""Ukrainian first names, surnames and patronymics in seven cases.

The training sentences of the name tagger need names as people say them: "для Олени Ковальчук",
"передайте Ігореві", "пане Іване". The rules are those of a school grammar; where the language
leaves a choice, the form heard most often is taken (dative "Івану", locative "Іванові";
`long_dative` gives the other one). No dictionary stands behind this: what a rule cannot see, the
kind of a surname says (the list is at the top of uk/surnames.txt).

All functions are pure. A lemma begins with a capital letter; a lemma that fits no rule comes
back unchanged in every case.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

CASES: Final = ("nom", "gen", "dat", "acc", "ins", "loc", "voc")

_HARD: Final = ("", "а", "у", "а", "ом", "ові", "е")
_MIXED: Final = ("", "а", "у", "а", "ем", "еві", "у")
_SOFT: Final = ("ь", "я", "ю", "я", "ем", "еві", "ю")
_SOFT_R: Final = ("", "я", "ю", "я", "ем", "еві", "ю")
_IOTATED: Final = ("й", "я", "ю", "я", "єм", "єві", "ю")
_FIRST_A: Final = ("а", "и", "і", "у", "ою", "і", "о")
_FIRST_MIXED_A: Final = ("а", "і", "і", "у", "ею", "і", "о")
_FIRST_YA: Final = ("я", "і", "і", "ю", "ею", "і", "ю")
_FIRST_IYA: Final = ("я", "ї", "ї", "ю", "єю", "ї", "є")
_POSSESSIVE: Final = ("", "а", "у", "а", "им", "у", "е")
_ADJECTIVE_M: Final = ("ий", "ого", "ому", "ого", "им", "ому", "ий")
_ADJECTIVE_F: Final = ("а", "ої", "ій", "у", "ою", "ій", "а")
_SOFT_ADJECTIVE_M: Final = ("ій", "ього", "ьому", "ього", "ім", "ьому", "ій")
_SOFT_ADJECTIVE_F: Final = ("я", "ьої", "ій", "ю", "ьою", "ій", "я")

_HUSHING: Final = "жчшщ"
_VELAR: Final = {"г": "з", "к": "ц", "х": "с"}
_VOWELS: Final = "аеєиіїоуюя"

# Closed syllable "і", open syllable "о": "Федір, Федора".
_STEMS: Final = {
    "Федір": "Федор",
    "Антін": "Антон",
    "Сидір": "Сидор",
    "Тиміш": "Тимош",
    "Прокіп": "Прокоп",
    "Яків": "Яков",
}
_SOFT_R_NAMES: Final = frozenset({"Ігор", "Лазар", "Цезар"})
# Names from abroad in -о; those at home decline ("Петро, Петра").
_INDECLINABLE: Final = frozenset(
    [
        "Джо",
        "Отто",
        "Резо",
        "Сандро",
        "Роберто",
        "Артуро",
        "Маріо",
        "Сільвіо",
        "Паоло",
        "Лоренцо",
        "Марчелло",
        "Франческо",
        "Педро",
        "Дієго",
        "Пабло",
        "Фернандо",
        "Леонардо",
        "Уго",
        "Бруно",
        "Алессандро",
        "Антоніо",
        "Серджо",
        "Лео",
        "Тео",
    ]
)
_FULL_YA: Final = frozenset({"Ілля"})

# Fathers whose patronymic follows no rule: the son's stem before "-ич", the daughter's whole.
_PATRONYMS: Final = {
    "Ілля": ("Ілліч", "Іллівна"),
    "Лука": ("Лукич", "Луківна"),
    "Сава": ("Савич", "Савівна"),
    "Кузьма": ("Кузьмич", "Кузьмівна"),
    "Хома": ("Хомич", "Хомівна"),
    "Яків": ("Якович", "Яківна"),
    "Лев": ("Львович", "Львівна"),
    "Микола": ("Миколайович", "Миколаївна"),
    "Григорій": ("Григорович", "Григорівна"),
}


def first_forms(lemma: str, gender: str) -> dict[str, str]:
    """Return the cases of a first name or a diminutive; `gender` is "m" or "f"."""
    if gender == "f":
        return _first_feminine(lemma)
    if lemma in _INDECLINABLE:
        return _same(lemma)
    if lemma[-1] in "ая":
        return _first_declension(lemma, diminutive=lemma not in _FULL_YA)
    if lemma[-1] == "о":
        return _first_masculine_o(lemma)
    forms = _masculine_noun(_STEMS.get(lemma, lemma), soft_r=lemma in _SOFT_R_NAMES)
    forms["nom"] = lemma
    if lemma == "Олег":
        forms["voc"] = "Олеже"
    if lemma[-1] in "жш":
        forms["voc"] = _STEMS.get(lemma, lemma) + "е"
    return forms


def surname_forms(lemma: str, kind: str, gender: str) -> dict[str, str]:
    """Return the cases of a surname; `lemma` is the masculine form, `kind` a class of the list.

    Unknown kinds raise KeyError: a typing error in the list must not train the tagger.
    """
    masculine, feminine = _SURNAMES[kind]
    return (feminine if gender == "f" else masculine)(lemma)


def patronymic(father: str, gender: str) -> str:
    """Return the patronymic of a son ("m") or a daughter ("f")."""
    if father in _PATRONYMS:
        return _PATRONYMS[father][gender == "f"]
    stem = _STEMS.get(father, father)
    if father[-1] == "й":
        return stem + "ович" if gender == "m" else stem[:-1] + "ївна"
    stem = stem.rstrip(_VOWELS) or stem
    if gender == "m":
        return stem + "ович"
    return stem.removesuffix("ь") + "івна"


def patronymic_forms(father: str, gender: str) -> dict[str, str]:
    """Return the cases of the patronymic that comes from the name `father`."""
    nominative = patronymic(father, gender)
    if gender == "f":
        return _cases(nominative[:-1], _FIRST_A)
    return _cases(nominative, _MIXED)


def long_dative(dative: str) -> str:
    """Return the dative in -ові or -еві that stands beside a masculine one in -у or -ю.

    "Івану" gives "Іванові", "Андрію" "Андрієві"; adjectives and feminines come back as they are.
    """
    stem, last = dative[:-1], dative[-1]
    if last == "ю":
        return stem + ("єві" if stem[-1] in _VOWELS else "еві")
    if last == "у" and not dative.endswith(("ому", "ьому")):
        return stem + ("еві" if stem[-1] in _HUSHING else "ові")
    return dative


def _cases(stem: str, endings: Sequence[str]) -> dict[str, str]:
    return {case: stem + ending for case, ending in zip(CASES, endings, strict=True)}


def _with(forms: dict[str, str], **changed: str) -> dict[str, str]:
    return {**forms, **changed}


def _same(lemma: str) -> dict[str, str]:
    return dict.fromkeys(CASES, lemma)


def _first_feminine(lemma: str) -> dict[str, str]:
    if lemma[-1] in "ая":
        return _first_declension(lemma, diminutive=True)
    if lemma == "Любов":
        return _with(_cases("Любов", ("", "і", "і", "", "", "і", "е")), ins="Любов'ю")
    if lemma.endswith("ль"):
        return _cases(lemma[:-1], ("ь", "і", "і", "ь", "лю", "і", "е"))
    return _same(lemma)


def _first_declension(lemma: str, *, diminutive: bool) -> dict[str, str]:
    """Words in -а and -я of both genders; a diminutive in -я has its vocative in -ю: "Олю"."""
    stem, before = lemma[:-1], lemma[-2]
    if lemma[-1] == "я":
        if before in _VOWELS or before in "'ьй":
            return _cases(stem, _FIRST_IYA)
        return _with(_cases(stem, _FIRST_YA), voc=stem + ("ю" if diminutive else "е"))
    if before in _HUSHING:
        return _with(
            _cases(stem, _FIRST_MIXED_A), voc=stem + ("о" if diminutive else "е")
        )
    forms = _cases(stem, _FIRST_A)
    if before in _VELAR:
        soft = stem[:-1] + _VELAR[before] + "і"
        return _with(forms, dat=soft, loc=soft)
    return forms


def _first_masculine_o(lemma: str) -> dict[str, str]:
    if lemma.endswith("ьо"):
        return _masculine_o(lemma)
    voc = "у" if lemma[-2] in _VELAR else "е"
    return _with(_masculine_o(lemma), voc=lemma[:-1] + voc)


def _masculine_o(lemma: str) -> dict[str, str]:
    if lemma.endswith("ьо"):
        return _with(_cases(lemma[:-2], _SOFT), nom=lemma)
    return _with(_cases(lemma[:-1], _HARD), nom=lemma, voc=lemma)


def _masculine_noun(lemma: str, *, soft_r: bool = False) -> dict[str, str]:
    """Words of the second declension that end in a consonant, "ь" or "й"."""
    last = lemma[-1]
    if last == "й":
        return _cases(lemma[:-1], _IOTATED)
    if last == "ь":
        return _cases(lemma[:-1], _SOFT)
    if soft_r:
        return _cases(lemma, _SOFT_R)
    if last in _HUSHING:
        return _cases(lemma, _MIXED)
    if last in _VOWELS:
        return _same(lemma)
    forms = _cases(lemma, _HARD)
    return _with(forms, voc=lemma + "у") if last in _VELAR else forms


def _noun(lemma: str) -> dict[str, str]:
    if lemma[-1] in "ая":
        return _first_declension(lemma, diminutive=False)
    if lemma.endswith("ко"):
        return _with(_masculine_o(lemma), voc=lemma[:-1] + "у")
    if lemma[-1] == "о":
        return _masculine_o(lemma)
    if lemma.endswith(("ець", "єць")):
        return _with(_masculine_noun(_without_fleeting(lemma)), nom=lemma)
    return _masculine_noun(lemma)


def _noun_feminine(lemma: str) -> dict[str, str]:
    return _noun(lemma) if lemma[-1] in "ая" else _same(lemma)


def _without_fleeting(lemma: str) -> str:
    """Drop the vowel that vanishes in the oblique cases: "Кравець, Кравц-", "Орел, Орл-"."""
    if lemma == "Швець":
        return "Шевць"
    tail = 3 if lemma[-1] == "ь" else 2
    head, vowel, rest = lemma[:-tail], lemma[-tail], lemma[len(lemma) - tail + 1 :]
    if vowel == "є":
        return f"{head}й{rest}"
    return f"{head}ь{rest}" if head[-1] == "л" and rest[0] == "ц" else head + rest


def _fleeting(lemma: str) -> dict[str, str]:
    return _with(_masculine_noun(_without_fleeting(lemma)), nom=lemma)


def _open_o(lemma: str) -> dict[str, str]:
    return _with(_masculine_noun(_last_i(lemma, "о")), nom=lemma)


def _open_e(lemma: str) -> dict[str, str]:
    return _with(_masculine_noun(_last_i(lemma, "е")), nom=lemma)


def _last_i(lemma: str, vowel: str) -> str:
    at = lemma.rfind("і")
    return lemma if at < 0 else lemma[:at] + vowel + lemma[at + 1 :]


def _soft_r(lemma: str) -> dict[str, str]:
    return _masculine_noun(lemma, soft_r=True)


def _adjective(lemma: str) -> dict[str, str]:
    if lemma.endswith("ій"):
        return _cases(lemma[:-2], _SOFT_ADJECTIVE_M)
    return _with(_cases(lemma[:-2], _ADJECTIVE_M), nom=lemma, voc=lemma)


def _adjective_feminine(lemma: str) -> dict[str, str]:
    endings = _SOFT_ADJECTIVE_F if lemma.endswith("ій") else _ADJECTIVE_F
    return _cases(lemma[:-2], endings)


def _possessive(lemma: str) -> dict[str, str]:
    return _cases(lemma, _POSSESSIVE)


def _possessive_feminine(lemma: str) -> dict[str, str]:
    return _cases(lemma, _ADJECTIVE_F)


def _iv(lemma: str) -> dict[str, str]:
    return _with(_possessive(_last_i(lemma, "о")), nom=lemma)


_SURNAMES: Final = {
    "n": (_noun, _noun_feminine),
    "fl": (_fleeting, _same),
    "io": (_open_o, _same),
    "ie": (_open_e, _same),
    "sr": (_soft_r, _same),
    "adj": (_adjective, _adjective_feminine),
    "ov": (_possessive, _possessive_feminine),
    "yn": (_possessive, _same),
    "iv": (_iv, _same),
    "ind": (_same, _same),
}
