"""Russian names in their cases, against forms that any speaker knows."""

import pytest

from chaos.training.people.decline_ru import (
    CASES,
    first_forms,
    patronymic,
    patronymic_forms,
    spoken_patronymic,
    surname_forms,
)
from chaos.training.people.lists import load
from chaos.training.people.naming import SLOTS

OBLIQUE = ("gen", "dat", "acc", "ins", "loc")

FIRST = """
Иван m Ивана Ивану Ивана Иваном Иване
Игорь m Игоря Игорю Игоря Игорем Игоре
Андрей m Андрея Андрею Андрея Андреем Андрее
Юрий m Юрия Юрию Юрия Юрием Юрии
Павел m Павла Павлу Павла Павлом Павле
Лев m Льва Льву Льва Львом Льве
Пётр m Петра Петру Петра Петром Петре
Януш m Януша Янушу Януша Янушем Януше
Никита m Никиты Никите Никиту Никитой Никите
Илья m Ильи Илье Илью Ильёй Илье
Саша m Саши Саше Сашу Сашей Саше
Серёга m Серёги Серёге Серёгу Серёгой Серёге
Игорёк m Игорька Игорьку Игорька Игорьком Игорьке
Сашок m Сашка Сашку Сашка Сашком Сашке
Гиви m Гиви Гиви Гиви Гиви Гиви
Ольга f Ольги Ольге Ольгу Ольгой Ольге
Анна f Анны Анне Анну Анной Анне
Мария f Марии Марии Марию Марией Марии
Наталья f Натальи Наталье Наталью Натальей Наталье
Зоя f Зои Зое Зою Зоей Зое
Любовь f Любови Любови Любовь Любовью Любови
Айгуль f Айгули Айгули Айгуль Айгулью Айгули
Гульназ f Гульназ Гульназ Гульназ Гульназ Гульназ
Нино f Нино Нино Нино Нино Нино
"""
SURNAMES = """
Иванов ov m Иванова Иванову Иванова Ивановым Иванове
Киселёв ov f Киселёвой Киселёвой Киселёву Киселёвой Киселёвой
Пушкин in m Пушкина Пушкину Пушкина Пушкиным Пушкине
Птицын in f Птицыной Птицыной Птицыну Птицыной Птицыной
Вишневский adj m Вишневского Вишневскому Вишневского Вишневским Вишневском
Вишневский adj f Вишневской Вишневской Вишневскую Вишневской Вишневской
Белый adj m Белого Белому Белого Белым Белом
Рыжий adj m Рыжего Рыжему Рыжего Рыжим Рыжем
Рыжий adj f Рыжей Рыжей Рыжую Рыжей Рыжей
Толстой adj m Толстого Толстому Толстого Толстым Толстом
Дальний adj f Дальней Дальней Дальнюю Дальней Дальней
Мороз noun m Мороза Морозу Мороза Морозом Морозе
Мороз noun f Мороз Мороз Мороз Мороз Мороз
Коваль noun m Коваля Ковалю Коваля Ковалем Ковале
Нечай noun m Нечая Нечаю Нечая Нечаем Нечае
Грач noun m Грача Грачу Грача Грачем Граче
Петросян noun m Петросяна Петросяну Петросяна Петросяном Петросяне
Кравец fleet m Кравца Кравцу Кравца Кравцом Кравце
Стрелец fleet m Стрельца Стрельцу Стрельца Стрельцом Стрельце
Заяц fleet m Зайца Зайцу Зайца Зайцем Зайце
Орёл fleet m Орла Орлу Орла Орлом Орле
Соловей fleet m Соловья Соловью Соловья Соловьём Соловье
Конёк fleet m Конька Коньку Конька Коньком Коньке
Перстень fleet m Перстня Перстню Перстня Перстнем Перстне
Кравец fleet f Кравец Кравец Кравец Кравец Кравец
Глинка a m Глинки Глинке Глинку Глинкой Глинке
Зозуля a f Зозули Зозуле Зозулю Зозулей Зозуле
Данелия a m Данелии Данелии Данелию Данелией Данелии
Синица a f Синицы Синице Синицу Синицей Синице
Шевченко fixed m Шевченко Шевченко Шевченко Шевченко Шевченко
Черных fixed f Черных Черных Черных Черных Черных
"""


def rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.split("\n") if line]


@pytest.mark.parametrize("row", rows(FIRST), ids=lambda row: row[0])
def test_a_given_name_has_the_endings_a_speaker_gives_it(row):
    lemma, gender, *oblique = row
    forms = first_forms(lemma, gender)
    assert forms["nom"] == lemma
    assert [forms[case] for case in OBLIQUE] == oblique


@pytest.mark.parametrize("row", rows(SURNAMES), ids=lambda row: f"{row[0]}-{row[2]}")
def test_a_surname_has_the_endings_of_its_class_and_gender(row):
    lemma, kind, gender, *oblique = row
    forms = surname_forms(lemma, kind, gender)
    assert [forms[case] for case in OBLIQUE] == oblique


@pytest.mark.parametrize(
    ("lemma", "kind", "woman"),
    [
        ("Иванов", "ov", "Иванова"),
        ("Птицын", "in", "Птицына"),
        ("Горский", "adj", "Горская"),
        ("Рыжий", "adj", "Рыжая"),
        ("Дальний", "adj", "Дальняя"),
        ("Мороз", "noun", "Мороз"),
    ],
    ids=["ov", "in", "hard", "hush", "soft", "noun"],
)
def test_a_woman_has_her_own_form_of_the_name_where_the_class_has_one(
    lemma, kind, woman
):
    assert surname_forms(lemma, kind, "f")["nom"] == woman


def test_both_halves_of_a_double_surname_are_declined():
    forms = surname_forms("Соловьёв-Седой", "ov+adj", "f")
    assert forms["nom"] == "Соловьёва-Седая"
    assert forms["acc"] == "Соловьёву-Седую"


def test_an_unknown_class_of_surnames_is_refused():
    with pytest.raises(KeyError):
        surname_forms("Иванов", "ova", "m")


@pytest.mark.parametrize(
    ("lemma", "called"),
    [
        ("Саша", "Саш"),
        ("Ваня", "Вань"),
        ("Наташа", "Наташ"),
        ("Ольга", "Ольга"),
        ("Мария", "Мария"),
        ("Илья", "Илья"),
        ("Оля", "Оль"),
        ("Ия", "Ия"),
        ("Иза", "Иза"),
        ("Иван", "Иван"),
    ],
    ids=str,
)
def test_the_vocative_is_cut_short_where_people_cut_it(lemma, called):
    assert first_forms(lemma, "m")["voc"] == called


@pytest.mark.parametrize(
    ("father", "man", "woman"),
    [
        ("Иван", "Иванович", "Ивановна"),
        ("Игорь", "Игоревич", "Игоревна"),
        ("Алексей", "Алексеевич", "Алексеевна"),
        ("Николай", "Николаевич", "Николаевна"),
        ("Юрий", "Юрьевич", "Юрьевна"),
        ("Дмитрий", "Дмитриевич", "Дмитриевна"),
        ("Илья", "Ильич", "Ильинична"),
        ("Никита", "Никитич", "Никитична"),
        ("Яков", "Яковлевич", "Яковлевна"),
        ("Лев", "Львович", "Львовна"),
        ("Павел", "Павлович", "Павловна"),
        ("Михаил", "Михайлович", "Михайловна"),
        ("Отто", "Оттович", "Оттовна"),
        ("Муса", "Мусаевич", "Мусаевна"),
        ("Януш", "Янушевич", "Янушевна"),
    ],
    ids=lambda name: name if isinstance(name, str) else None,
)
def test_children_are_named_after_their_father(father, man, woman):
    assert (patronymic(father, "m"), patronymic(father, "f")) == (man, woman)


@pytest.mark.parametrize(
    ("father", "gender", "oblique"),
    [
        ("Иван", "m", "Ивановича Ивановичу Ивановича Ивановичем Ивановиче"),
        ("Илья", "m", "Ильича Ильичу Ильича Ильичом Ильиче"),
        ("Никита", "m", "Никитича Никитичу Никитича Никитичем Никитиче"),
        ("Пётр", "f", "Петровны Петровне Петровну Петровной Петровне"),
        ("Лука", "f", "Лукиничны Лукиничне Лукиничну Лукиничной Лукиничне"),
    ],
    ids=["ivan", "ilya", "nikita", "pyotr", "luka"],
)
def test_a_patronymic_is_declined_like_a_noun(father, gender, oblique):
    forms = patronymic_forms(father, gender)
    assert [forms[case] for case in OBLIQUE] == oblique.split()


@pytest.mark.parametrize(
    ("father", "man", "woman"),
    [
        ("Иван", "Иваныч", "Иванна"),
        ("Александр", "Саныч", "Александровна"),
        ("Николай", "Николаич", "Николавна"),
        ("Сергей", "Сергеич", "Сергевна"),
        ("Василий", "Василич", "Васильевна"),
        ("Дмитрий", "Дмитрич", "Дмитриевна"),
        ("Марк", "Маркич", "Марковна"),
        ("Павел", "Палыч", "Пална"),
        ("Илья", "Ильич", "Ильинична"),
    ],
    ids=lambda name: name if isinstance(name, str) else None,
)
def test_quick_speech_wears_the_patronymic_down(father, man, woman):
    assert spoken_patronymic(father, "m") == man
    assert spoken_patronymic(father, "f") == woman


def test_every_name_of_the_lists_is_declined_in_every_case():
    lists = load("ru")
    declined = [first_forms(name.lemma, name.gender) for name in lists.first]
    for surname in lists.surnames:
        declined += [surname_forms(surname.lemma, surname.kind, sex) for sex in "mf"]
    for name in lists.of_gender("m"):
        declined += [patronymic_forms(name.lemma, sex) for sex in "mf"]
    assert len(declined) > 5000
    for forms in declined:
        assert tuple(forms) == CASES
        assert all(form[0].isupper() and form.isprintable() for form in forms.values())


def test_every_frame_of_the_lists_names_a_known_slot():
    lists = load("ru")
    persons = set(SLOTS)
    for frame in lists.said:
        assert any("{" + slot in frame for slot in persons), frame
    for frame in lists.plain:
        assert not any("{" + slot in frame for slot in persons), frame
