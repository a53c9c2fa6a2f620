"""Addresses of three languages in sentences ({...} must go), and lines that only look like them."""

from __future__ import annotations

import re

import pytest

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory
from callcore.shared.observe.masking.streets import claim_streets

ADDRESSES = """
Send it to {17 Fennel Lane, Garden Flat}, please.
Loading at {2300 Foundry Blvd, Bay 4}.
The yard is {91 Cooper Street, Lot 12}.
We sit at {5 Mercer Road, Top Floor}, no lift.
{30 Bramley Close, Ground Floor}, knock twice.
Drop at {18 Wharf Road, Warehouse 3}, ask for Bob.
Our studio: {44 Tanner Street, Studio 7}.
Leeds, {12 Briggate, second floor}.
York, {7 Monkgate, top floor}.
{12b Kingsway, WC2B 6LH}, side door.
Shop at {3 Larch Hollow}, behind the church.
{15 Beacon Ridge, Unit 2}, thanks.
{1700 North 31st Avenue}, Phoenix.
its {twelve hundred east forty second street}
go to {nine hundred south fifth avenue}
dublin {sixteen shop street}
{number nine cherry gardens} the red door
{Number 14, Willow Gardens}, first gate.
postcode {s w one a one a a}
postcode is {m four five b d}
{e c two r eight h p} is the postcode
{l s one four a p} is my postcode
zip code {nine zero two one zero}
Lviv, {Zelena 18, apt 4}.
Kharkiv, {Nauky Avenue 14}, office side.
Come to {61 Alder Road, Flat 3}, ring.
Ставити сюди: {вул. Лугова, буд. 7, прим. 2}
Доставте на {вул. Ковальська, б. 3, п. 2, кв. 18}, будь ласка.
Склад: {вул. Заводська, 14, бокс 6}.
Ангар на {вул. Польова 9, ангар 2}, праворуч.
{бульв. Шевченка 33, прим. 5}, вхід з двору.
Везіть на {промзона Східна, 12}.
Їдьте до {Окружної дороги, 18}, там шиномонтаж.
живу на {богдана хмельницького сорок бе квартира дев'ять}
{вулиця медова сто двадцять ве} біля школи
{вулиця довга п'ятнадцять ге квартира два}
на {вулиці Першій Луговій, 3}
{вул. Друга Садова, 19, кв. 2}, чекаю.
{вул. Європейська, 11}, дзвоніть.
{вул. Товарна, буд. 8}, склад
індекс {нуль чотири сто дванадцять}
індекс вам {вісімдесят дев'ять шістсот}
мій індекс {сімдесят дев'ять нуль нуль п'ять}
Адреса: {02094, м. Київ, вул. Попудренка, 10}.
{65044, Одеса, просп. Шевченка, 4}, офіс.
Їдьте у {смт Ворзель, Паркова 12}.
{Будинок 9, корпус 2 по вулиці Леваневського}, ворота.
{Дім 3, під'їзд 1 на вулиці Озерній}, другий поворот.
{вул. Трудова, 4, стр. 2}, прохідна.
{вул. Морська, 15, літера Б}, склад.
{ш. Ленинградское, 40, стр. 3}, охрана.
Гараж на {ул. Третья Парковая, 16}.
{ул. Первая Садовая, 8, кв. 4}, домофон не работает.
{ул. Европейская, д. 12}, с торца.
{промзона Южная, 7/2}, второй поворот.
Забрать с {Объездной дороги, 5}, у моста.
{Дом 8, корпус 3 по улице Лесной}, подъезд слева.
{дом 10, стр. 2 по улице Горной}, ворота.
{190000, ул. Почтамтская, 9}, окно.
Юрлицо: {630099, г. Новосибирск, ул. Ленина, 12}.
Везите в {поселок Сосновка, Речная 5}.
Приезжайте в {деревня Липки, Школьная 14}.
индекс {сто девяносто ноль ноль ноль}
индекс {сорок девять ноль двадцать семь}
{ул. Складская, 3, бокс 12}, ворота
{ул. Мира, 7, пом. 2}, вход
{улица садовая дом шесть} зеленые ворота
живу на {маршала жукова сорок бэ квартира три}
{улица новая пятнадцать вэ квартира два}
{ул. Кирова, 19, ангар 4}, шлагбаум
{пер. Тихий, д. 2, под. 1}, налево
"""

LOOKALIKES = """
4 Michelin Alpin, please.
2 Nokian Hakka, then 2 Dynapro.
Number 6, the blue one.
number six is the best
We have 12 Winter Tyres, ready.
I need 4 Falken, second pair later.
Order 12, Falken in stock.
Second floor is closed today.
The top floor of the shop
Is the ground flat there?
There is a flat tyre, front left.
Gate 4 is open.
Bay 3 is free at nine.
Dock workers are on strike.
The warehouse has 12 left.
It takes two hours on the way.
He was on the second avenue of approach.
west of here there are twenty
the twenty second of may
five in the shop street side
load index ninety one
load index 91 T
R16 8PR
205/55 R16 91V
order 61002, twelve pieces
article 101000, four pieces
I paid 4500, thanks.
It was 3 Series BMW.
in 5 days, Alpine tyres
My code is four five six
The letters are a b c
We open at 8, close at 6.
Kyiv, 15 pieces in stock.
Lviv has 4 left.
two road tyres
no, 5 ways of it
four at the front, two rear
що значить індекс дев'яносто один ти
індекс навантаження дев'яносто чотири
індекс швидкості ве
індекс 91 т
дорога 4 години
по дорозі чотири зупинки
далекої дороги 2 дні
хороша дорога, 5 км
дорога коштує дорого
у нас євро 5
п'ять євро за штуку
перша вулиця праворуч
друга година дня
третя шина стерта
бокс вільний о дев'ятій
склад працює до шостої
ангар великий
чотири шини на ворота
сто сорок бере
сорок п'ять чотири дев'яносто
замовлення 61002, чотири шини
артикул 101000, два комплекти
Полтава, 15 шин
Рощино, 2 шини
у селі нема світла
по вулиці холодно
з дому о 7, на роботі о 8
індекс нагрузки девяносто один
что за индекс девяносто один тэ
дорога 4 часа
в дороге два часа
длинной дороги 2 дня
бокс свободен в девять
склад на замке
сто сорок берём
пятнадцать вечера
ш 4 штуки
вторая неделя мая
первая зимняя резина
вторая новая шина
третья передняя
пом. директора Иванов
в посёлок не ездим
корпус 5 мм
евро 4 мотор
заказ 190000, четыре шины
артикул 630099, две пары
"""


def masked(text):
    claims = Claims(text)
    claim_streets(read(text), claims, Memory())
    return claims.masked()


def cases(block):
    return block.strip().splitlines()


@pytest.mark.parametrize("text", cases(ADDRESSES))
def test_an_address_in_a_sentence_goes_and_the_sentence_stays(text):
    plain = re.sub(r"[{}]", "", text)
    assert masked(plain) == re.sub(r"\{[^}]*\}", "[ADDRESS]", text)


@pytest.mark.parametrize("text", cases(LOOKALIKES))
def test_what_only_looks_like_an_address_stays(text):
    assert masked(text) == text
