"""Who calls in the test of personal data, and what of them may stand in clear nowhere.

Rare names and streets, and numbers that belong to nobody (no operator of Ukraine has 060,
the cards and cars are made up): what is found was said by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from callcore.shared.ids import Language


@dataclass(frozen=True)
class Person:
    """A caller, with all that he says.

    ``orders`` are his turns when he orders, ``tells`` when he tells of himself, ``answers``
    what he says when he is asked (keys of :mod:`chaos.prompts.questions`). ``numbers`` are
    digits, ``stems`` beginnings of words, ``phrases`` numbers as they were said.
    """

    language: Language
    caller: str  #: his number of record
    caller_name: str  #: as Asterisk has it
    orders: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]]
    tells: tuple[str, ...]
    numbers: tuple[str, ...]
    stems: tuple[str, ...]
    phrases: tuple[str, ...]
    ordered: tuple[str, str, str]  #: phone, recipient, a word of the address


CARD_EN: Final = (
    "five three seven five four one eight eight two zero three six nine one three zero"
)
CARD_UK: Final = "п'ять один шість вісім нуль чотири два сім дев'ять три шість один п'ять вісім два три"
EN: Final = Person(
    language="en",
    caller="+380607341958",
    caller_name="Thaddeus Brimblecombe",
    orders=(
        "hello, I want one can of Mobil Super 3000, four litres, by courier to Kyiv",
        "no, the order is for another number",
        "yes, that's right",
        f"my card is {CARD_EN}",
    ),
    answers={
        "how_many": ("only one, please",),
        "delivery": ("by courier, please",),
        "city": ("to Kyiv, please",),
        "place": ("Quarrendon street 27, apartment 14",),
        "name": ("Philippa Wrothesley",),
        "phone": ("zero six zero nine four two eight one seven five",),
    },
    tells=(
        "hello, my name is thaddeus brimblecombe, I have already ordered for philippa",
        "the number is zero six zero, nine four two",
        "eight one seven five",
        "my email is brimblecombe dot thaddeus at fastmail dot com, card 5375 4188 2036 9130",
        "my car is a Ford, vin WF0MXXGBWM8R41907, plate AE 4917 KX",
        "bring it to Quarrendon street 27, apartment 14",
    ),
    numbers=("380607341958", "380609428175", "5375418820369130"),
    stems=("brimblecomb", "thaddeus", "wrothesl", "philippa", "quarrendon",
           "wf0mxxgbwm8r41907", "4917 kx", "4917kx"),
    phrases=("zero six zero nine four two", "eight one seven five",
             CARD_EN),
    ordered=("+380609428175", "Wrothesley", "Quarrendon"),
)  # fmt: skip
RU: Final = Person(
    language="ru",
    caller="+380604827139",
    caller_name="Евлампий Непейпиво",
    orders=(
        "Здравствуйте, мне одну канистру Мобил Супер 3000, четыре литра, курьером в Киев",
        "нет, заказ на другой номер",
        "да, правильно",
        "оплачу картой, вот номер 4149 6294 8073 5166",
    ),
    answers={
        "how_many": ("только одну, пожалуйста",),
        "delivery": ("курьером, пожалуйста",),
        "city": ("в город Киев",),
        "place": ("улица Верхоянская 27, квартира 14",),
        "name": ("Лукерья Добронравова",),
        "phone": ("ноль шесть ноль два восемь пять девять четыре один семь",),
    },
    tells=(
        "алло, меня зовут Евлампий Непейпиво, заказ был для Лукерьи Добронравовой",
        "номер такой, ноль шесть ноль, два восемь пять",
        "девять четыре один семь",
        "запишите почту, непейпиво точка евлампий собака мейл точка ру",
        "у меня форд, номер АЕ 4917 КХ, вин код WF0MXXGBWM8R41907",
        "привезите на улицу верхоянскую дом двадцать семь квартира четырнадцать",
    ),
    numbers=("380604827139", "380602859417", "4149629480735166"),
    stems=("непейпив", "евлампи", "добронрав", "лукерь", "верхоянск",
           "wf0mxxgbwm8r41907", "4917 кх", "4917кх"),
    phrases=("ноль шесть ноль два восемь пять", "девять четыре один семь"),
    ordered=("+380602859417", "Добронравова", "Верхоянская"),
)  # fmt: skip
UK: Final = Person(
    language="uk",
    caller="+380605918342",
    caller_name="Вартоломій Нечитайлюк",
    orders=(
        "добрий день, потрібна одна каністра Мобіл Супер 3000, чотири літри, кур'єром у Київ",
        "ні, замовлення на інший номер",
        "так, правильно",
        f"ось моя картка {CARD_UK}",
    ),
    answers={
        "how_many": ("тільки одну, будь ласка",),
        "delivery": ("кур'єром, будь ласка",),
        "city": ("у місто Київ",),
        "place": ("вулиця Яблунівська 27, квартира 14",),
        "name": ("Ксенія Гордубей",),
        "phone": ("нуль шість нуль п'ять один сім три дев'ять чотири вісім",),
    },
    tells=(
        "алло, мене звати вартоломій нечитайлюк, замовлення для Ксенії Гордубей",
        "телефон нуль шість нуль, п'ять один сім",
        "три дев'ять чотири вісім",
        "моя пошта нечитайлюк крапка вартоломій собака укр крапка нет",
        "номер машини АЕ 4917 КХ, він код WF0MXXGBWM8R41907",
        "привезіть на вулицю яблунівську будинок двадцять сім квартира чотирнадцять",
    ),
    numbers=("380605918342", "380605173948", "5168042793615823"),
    stems=("нечитайлю", "вартолом", "гордубе", "ксені", "яблунівськ",
           "wf0mxxgbwm8r41907", "4917 кх", "4917кх"),
    phrases=("нуль шість нуль п'ять один сім", "три дев'ять чотири вісім",
             CARD_UK),
    ordered=("+380605173948", "Гордубей", "Яблунівська"),
)  # fmt: skip
PEOPLE: Final = (EN, RU, UK)
