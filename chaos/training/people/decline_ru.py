"""Russian given names, patronymics and surnames in all their cases.

The sentences from which the name tagger learns name a person in every case ("для
Ольги", "с Петром Ильичом"), so the lists hold one form of each name and this module
makes the others.  Pure functions of the lemma: no dictionary stands behind them, only
the rules of the language and the short tables of exceptions below.

The vocative of Russian is the nominative, but people who know each other cut the
ending off ("Саш", "Лен", "Вань"); `voc` of a given name is that form where there is
one.  Letters are kept as given: with "ё" in the lemma the forms have it too.
"""

from collections.abc import Callable

CASES = ("nom", "gen", "dat", "acc", "ins", "loc", "voc")

_VOWELS = "аеёиоуыэюя"
_VELARS = "гкх"
_HUSHES = "жшчщ"

# Given names whose stem is not what is left when the ending falls.
_FLEETING = {"Павел": "Павл", "Лев": "Льв", "Пётр": "Петр"}
# The fathers' names that take -ич without -ов-/-ев-, with both genders.
_SHORT_PATRONYMICS = {
    "Илья": ("Ильич", "Ильинична"),
    "Лука": ("Лукич", "Лукинична"),
    "Фома": ("Фомич", "Фоминична"),
    "Кузьма": ("Кузьмич", "Кузьминична"),
    "Никита": ("Никитич", "Никитична"),
    "Савва": ("Саввич", "Саввична"),
}
# Their ending has the stress, so it is -ом after the hush: Ильичом, but Никитичем.
_STRESSED_ICH = ("Ильич", "Лукич", "Фомич", "Кузьмич")
# Stems before -ович and -евич that no rule gives.
_FATHER_STEMS = {
    "Павел": "Павло",
    "Лев": "Льво",
    "Пётр": "Петро",
    "Яков": "Яковле",
    "Михаил": "Михайло",
    "Данила": "Данило",
    "Гаврила": "Гаврило",
    "Дмитрий": "Дмитрие",
    "Георгий": "Георгие",
}
# Names of three letters that are cut all the same; of others too little would be left.
_SHORT_BUT_CUT = ("Аня", "Оля", "Уля", "Ира", "Юра")
# Endings of official patronymics and what is left of them in quick speech.
_WORN_WHOLE = {
    "Александрович": "Саныч",
    "Михайлович": "Михалыч",
    "Павлович": "Палыч",
    "Михайловна": "Михална",
    "Павловна": "Пална",
}
_WORN = (
    ("кович", "кич"),
    ("гович", "гич"),
    ("ович", "ыч"),
    ("аевич", "аич"),
    ("еевич", "еич"),
    ("ьевич", "ич"),
    ("иевич", "ич"),
    ("евич", "ич"),
    ("аевна", "авна"),
    ("еевна", "евна"),
    ("новна", "нна"),
)


def first_forms(lemma: str, gender: str) -> dict[str, str]:
    """Return the cases of a given name or diminutive; `gender` is "m" or "f"."""
    forms = _first_declension(lemma, gender)
    forms["voc"] = _cut(lemma)
    return forms


def surname_forms(lemma: str, kind: str, gender: str) -> dict[str, str]:
    """Return the cases of a surname.

    `lemma` is the masculine form, `kind` one of the classes that head surnames.txt; a
    double surname has two classes joined by "+".  Raises KeyError for another class.
    """
    if "+" in kind:
        left, right = lemma.split("-", 1)
        first, second = kind.split("+", 1)
        one = surname_forms(left, first, gender)
        two = surname_forms(right, second, gender)
        return {case: f"{one[case]}-{two[case]}" for case in CASES}
    return _KINDS[kind](lemma, gender)


def patronymic(father: str, gender: str) -> str:
    """Return the patronymic of the children of `father` (a masculine given name)."""
    if father in _SHORT_PATRONYMICS:
        man, woman = _SHORT_PATRONYMICS[father]
        return man if gender == "m" else woman
    return _father_stem(father) + ("вич" if gender == "m" else "вна")


def patronymic_forms(father: str, gender: str) -> dict[str, str]:
    """Return the cases of the patronymic of the children of `father`."""
    lemma = patronymic(father, gender)
    forms = _first_declension(lemma, gender)
    if lemma in _STRESSED_ICH:
        forms["ins"] = lemma + "ом"
    return forms


def spoken_patronymic(father: str, gender: str) -> str:
    """Return the patronymic as it is worn down in speech ("Иваныч", "Сергевна").

    Where speech has no shorter form this is the official one.
    """
    lemma = patronymic(father, gender)
    if lemma in _WORN_WHOLE:
        return _WORN_WHOLE[lemma]
    for ending, worn in _WORN:
        if lemma.endswith(ending):
            return lemma.removesuffix(ending) + worn
    return lemma


def _father_stem(father: str) -> str:
    """Return the patronymic without -вич or -вна."""
    if father in _FATHER_STEMS:
        return _FATHER_STEMS[father]
    if father.endswith("ий"):
        return father[:-2] + "ье"
    if father[-1] in "йь":
        return father[:-1] + "е"
    if father[-1] == "о":
        return father
    if father[-1] in _VOWELS or father[-1] in _HUSHES + "ц":
        return father + "е"
    return father + "о"


def _first_declension(lemma: str, gender: str) -> dict[str, str]:
    """Choose the declension by the last letter, as for nouns that mean a person."""
    last = lemma[-1]
    if last in "ая":
        return _of_a(lemma)
    if last in _VOWELS:
        return _fixed(lemma, gender)
    if gender == "m":
        return _of_consonant(lemma, _FLEETING.get(lemma) or _diminutive_stem(lemma))
    return _of_soft_feminine(lemma) if last == "ь" else _fixed(lemma, gender)


def _diminutive_stem(lemma: str) -> str:
    """Санёк, Сашок lose their vowel; other names keep all before the ending."""
    if lemma.endswith("ёк"):
        return lemma[:-2] + "ьк"
    if lemma.endswith(("шок", "жок", "чок")):
        return lemma[:-2] + "к"
    return lemma[:-1] if lemma[-1] in "йь" else lemma


def _of_a(lemma: str) -> dict[str, str]:
    """Ольга, Саша, Таня, Мария, Илья, Глинка: one declension for both genders."""
    stem, before = lemma[:-1], lemma[-2]
    soft = lemma[-1] == "я"
    hushed = before in _HUSHES
    gen = stem + ("и" if soft or hushed or before in _VELARS else "ы")
    dat = gen if lemma.endswith("ия") else stem + "е"
    ins = stem + ("ей" if soft or hushed or before == "ц" else "ой")
    if lemma == "Илья":  # the one full name whose soft ending has the stress
        ins = "Ильёй"
    return _row(lemma, gen, dat, stem + ("ю" if soft else "у"), ins, dat)


def _of_consonant(lemma: str, stem: str) -> dict[str, str]:
    """Иван, Игорь, Андрей, Юрий, Коваль; `stem` has lost -ь, -й and what flees."""
    soft = lemma[-1] in "йь"
    gen = stem + ("я" if soft else "а")
    dat = stem + ("ю" if soft else "у")
    ins = stem + ("ем" if soft or lemma[-1] in _HUSHES + "ц" else "ом")
    return _row(lemma, gen, dat, gen, ins, stem + ("и" if lemma[-2:] == "ий" else "е"))


def _of_soft_feminine(lemma: str) -> dict[str, str]:
    """Любовь, Нинель, Айгуль."""
    gen = lemma[:-1] + "и"
    return _row(lemma, gen, gen, lemma, lemma + "ю", gen)


def _fixed(lemma: str, gender: str) -> dict[str, str]:
    """Шевченко, Черных, Дюма, Гульнур: one form for all cases."""
    return dict.fromkeys(CASES, lemma)


def _possessive(lemma: str, gender: str) -> dict[str, str]:
    """Иванов, Соловьёв, Пушкин, Птицын: half noun, half adjective."""
    if gender == "m":
        return _row(
            lemma, lemma + "а", lemma + "у", lemma + "а", lemma + "ым", lemma + "е"
        )
    oblique = lemma + "ой"
    return _row(lemma + "а", oblique, oblique, lemma + "у", oblique, oblique)


def _adjective(lemma: str, gender: str) -> dict[str, str]:
    """Вишневский, Белый, Толстой, Рыжий, Синий."""
    stem, before = lemma[:-2], lemma[-3]
    soft = lemma.endswith("ний")
    narrow = soft or (lemma.endswith("ий") and before in _HUSHES)
    if gender == "f":
        oblique = stem + ("ей" if narrow else "ой")
        nom, acc = ("яя", "юю") if soft else ("ая", "ую")
        return _row(stem + nom, oblique, oblique, stem + acc, oblique, oblique)
    gen, dat, loc = ("его", "ему", "ем") if narrow else ("ого", "ому", "ом")
    ins = "им" if narrow or before in _VELARS + _HUSHES else "ым"
    return _row(lemma, stem + gen, stem + dat, stem + gen, stem + ins, stem + loc)


def _noun(lemma: str, gender: str) -> dict[str, str]:
    """Мороз, Коваль, Шульц: declined by men, not by women."""
    if gender == "f":
        return _fixed(lemma, gender)
    return _of_consonant(lemma, lemma[:-1] if lemma[-1] in "йь" else lemma)


def _fleeting(lemma: str, gender: str) -> dict[str, str]:
    """Кравец, Орёл, Соловей, Заяц: men's forms lose the last vowel."""
    if gender == "f":
        return _fixed(lemma, gender)
    if lemma.endswith("ей"):
        stem = lemma[:-2] + "ь"
        return _row(lemma, stem + "я", stem + "ю", stem + "я", stem + "ём", stem + "е")
    tail = lemma[-2:] if lemma[-1] == "ь" else lemma[-1]
    body = lemma[: -1 - len(tail)]
    link = _link(body[-1], lemma[-1], lemma[-1 - len(tail)])
    forms = _of_consonant(lemma, body + link + tail.removesuffix("ь"))
    if lemma.endswith("ец"):  # the ending has the stress: Кравцом, not Кравцем
        forms["ins"] = forms["ins"][:-2] + "ом"
    return forms


def _link(before: str, last: str, lost: str) -> str:
    """Return the mark of the lost vowel (Зайца, Стрельца, Конька); mostly none."""
    if before in _VOWELS:
        return "й"
    return "ь" if before == "л" or (lost == "ё" and last == "к") else ""


def _like_glinka(lemma: str, gender: str) -> dict[str, str]:
    """Глинка, Зозуля, Сковорода: declined by men and women."""
    return _of_a(lemma)


def _cut(lemma: str) -> str:
    """Cut Саша, Лена, Ваня short for a call across the room; others stay."""
    if lemma[-1] not in "ая" or (len(lemma) < 4 and lemma not in _SHORT_BUT_CUT):
        return lemma
    before, second = lemma[-2], lemma[-3].lower()
    if before in _VOWELS + "ь" or second not in _VOWELS:
        return lemma
    return lemma[:-1] + ("ь" if lemma[-1] == "я" else "")


def _row(*forms: str) -> dict[str, str]:
    """Name the six cases; the vocative is the nominative."""
    return dict(zip(CASES, (*forms, forms[0]), strict=True))


_KINDS: dict[str, Callable[[str, str], dict[str, str]]] = {
    "ov": _possessive,
    "in": _possessive,
    "adj": _adjective,
    "noun": _noun,
    "fleet": _fleeting,
    "a": _like_glinka,
    "fixed": _fixed,
}
