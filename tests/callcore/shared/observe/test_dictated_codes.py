"""Cards, accounts, plates, vehicle numbers, papers and mailboxes told in pieces, turn by turn.

One dialogue a line, its turns parted by "/"; what stands in <> has to go, the rest has to stay.
"""

from __future__ import annotations

import re

import pytest

from callcore.shared.observe.pii import Sanitizer

CARDS = """
Read me your card number / it starts with <four one four nine> / okay / then <six oh one two> / and after that <double oh one nine>
Картка? / <4149> / Так. / <4990> / <1122> / <3344> / Сума повернення {1 200} / добре / Ще щось? / дві шини {205 55 16}
Продиктуйте номер картки. / <сорок один сорок дев'ять> / так / <шістдесят дванадцять> / <нуль нуль дев'ятнадцять> / далі / <тридцять вісім десять> / Дякую, кошти надійдуть завтра.
Диктуйте картку / <4149> / угу / <4990> / <1122> / <3344>
Карта для повернення? / <п'ять три сім п'ять> / слухаю / <чотири один> / <один чотири> / <двадцять сорок> / <тридцять три нуль вісім>
диктую карту / <п'ять один шість вісім> / так, пишу / <сім чотири два> / <шість дев'ять> / <один> / <нуль два три> / <чотири п'ять сім>
моя карта <сорок чотири сорок один> / <одинадцять чотирнадцять> / <двадцять два> / <тридцять три> / <п'ятдесят п'ять> / <шістдесят шість>
На яку картку повернути кошти? / зараз хвилинку / <чотири тисячі сто сорок дев'ять> / <шістдесят п'ять> / <десять нуль дев'ять> / ні, <десять нуль вісім> / <сімсот один> / <два>
Номер карты, пожалуйста. / <пять один шесть восемь> / Дальше. / <ноль два> / <двенадцать> / <семь семь семь> / так / <один>
Какую карту указать для возврата? / записывайте <пять тысяч четыреста> / <шестнадцать семьдесят> / ага / <двадцать один двадцать два> / <девять ноль девять ноль>
диктую карту / <четыре четыре четыре один> / так четыре четыре четыре один дальше / <один ноль> / <двадцать два>
Назовите карту / <41 49> / да / <60 12> / <00 19> / <38 10>
What's the card number? / <four one four nine> / so <four one four nine>, go on / <six oh one two> / <double oh one nine> / mm-hmm / <three eight one oh>
Card number when you're ready. / um <fifty one sixty seven> / yes / <triple two nine> / <eleven> / <forty two> / okay / <oh oh> / <seven three>
my card is <four five three two> / <one one> / <two two> / <three three four four> / <five six seven eight>
i'll read you the card / <4556> / go on / <7375> / <8689> / <9855>
{4149} / так / {4990} / <1122> / <3344>
<4149 4990> / угу / <1122> / <3344>
<four five three two one one two two> / right / <three three four four> / <five five six six>
""".strip().split("\n")
ACCOUNTS = """
Який у вас IBAN? / <у а двадцять один> / так / <тридцять два двадцять три> / <тринадцять нуль нуль> / <нуль нуль двадцять шість> / <нуль нуль сім два> / далі / <три три п'ять шість шість нуль нуль один>
IBAN? / <UA21> / <3223 1300> / <0002 6007> / ага / <2335 6600 1>
Продиктуйте номер рахунку IBAN / <юа> / <сорок вісім> / <тридцять п'ять двадцять вісім> / <нуль нуль> / <п'ять> / <шість сім>
ібан диктую / <уа дев'ять один> / <тридцять нуль нуль> / угу / <один два три чотири>
Какой IBAN получателя? / <ю эй двадцать один> / <три два два> / дальше / <три один три> / <ноль ноль ноль> / <двадцать шесть>
айбан пишите / <у а> / <двадцать один> / так / <три два два три> / <один три ноль ноль>
your iban please / <u a two one> / yes / <three two two three> / <one three> / <double oh>
iban is / <G B forty seven> / <november whiskey bravo kilo> / okay / <ten fifty> / <sixty seven thirty three>
IBAN? / <GB47> / <NWBK> / right / <1050 6733> / <7336 54>
""".strip().split("\n")
VINS = """
Какой вин? / его так не прочитать / ну хоть часть / <икс три дабл ю> / дальше <ка тэ восемь> / ага
VIN? / starts with <j t d> / right / <k b two oh> / then <three> / <zero zero>
Який VIN? / <дабл ю вэ дабл ю> / так / <зет зет зет> / <один кей> / <зет> / <ей дабл ю> / <сто двадцять три> / <чотири п'ять шість>
Продиктуйте він код. / <ве ін дев'ять> / слухаю / <а як андрій> / <один два> / <бе> / <нуль нуль сім>
пишіть він код / <джей ті ем> / <бі х> / угу / <два три> / <ікс> / <п'ятдесят сорок>
вин код назовите / <икс т а> / <двадцать один> / да / <ноль девять девять> / <ю> / <сорок сорок четыре>
Какой VIN машины? / <дабл ю в дабл ю> / <зет зет зет> / дальше / <один джей> / <зет> / <три дабл ю> / <386> / <752>
what's the vin / <w v w> / go on / <zulu zulu zulu> / <one kilo> / okay / <zulu six> / <whiskey> / <one two three>
Can I have the VIN number? / <one hotel golf> / <bravo hotel> / yes / <four one> / <juliet x m n> / <one oh nine> / <one eight six>
the vin is / <JTM> / <BE33V> / okay / <X05> / <123456>
VIN? / <WVW> / <ZZZ> / <1JZ3W> / так / <386752>
""".strip().split("\n")
PLATES = """
Держномер авто? / зараз вийду подивлюсь / так / <АА двадцять сорок> / <ВС> / Дякую, на коли вам? / на {середу}
Госномер? / <о три три три> / да / <о о> / <семь семь> / спасибо на какое время / на {три часа}
Держномер авто? / <а а> / так / <сорок вісім> / <двадцять один> / <ка ха>
Який номерний знак? / <а е> / угу / <тисяча двісті тридцять чотири> / <бе ка>
Продиктуйте номер машини / <ка а як андрій> / <дванадцять> / далі / <тридцять чотири> / <іе як євген>
держномер пишіть / <бе ен> / <нуль сім> / так / <сорок один> / <о о>
Госномер? / <а> / да / <сто двадцать три> / <вэ ка> / <семьсот семьдесят семь>
Какой номер автомобиля? / <ка тэ> / <сорок четыре> / дальше / <двадцать один> / <а эс>
what's the plate / <l k six eight> / and the rest? / <k t v>
Registration number please. / <alpha bravo> / mhm / <five one> / <charlie delta echo>
number plate? / <AE> / <4821> / yes / <KX>
Держномер? / <АА> / <4821> / <КХ>
""".strip().split("\n")
PAPERS = """
Підкажіть ІПН. / <тридцять два> / так / <вісімсот дев'ятнадцять> / <сорок п'ять сім> / <двадцять>
РНОКПП отримувача? / <три один два> / угу / <сорок п'ять> / <шість> / <сімдесят вісім дев'ять нуль>
Серія і номер паспорта? / <ем те> / так / <сто двадцять три> / <чотириста п'ятдесят шість>
диктую паспорт / <ка бе> / пишу / <дванадцять> / <тридцять чотири п'ятдесят шість>
Продиктуйте ваш ИНН. / <семьдесят семь> / да / <двенадцать сорок> / <ноль восемь> / <пятьсот шестьдесят один два>
серия и номер паспорта / <сорок пять> / дальше / <ноль девять> / <шестьсот двенадцать> / <триста сорок пять>
ИНН? / <три ноль ноль> / ага / <два> / <сорок один> / <восемь шесть пять один>
Passport number? / <c oh one x> / yes / <oh oh> / <t four seven>
Could you give me the tax number / <three two one> / mm-hmm / <forty four> / <five five oh> / <nine one>
National insurance number please / <q q> / <twelve thirty four> / go on / <fifty six> / <charlie>
""".strip().split("\n")
MAILS = """
Пошта? / <п е т р о> / так / цифри <вісім вісім> / <собака> / <джимейл> / <крапка ком>
Email? / it's <smith dot john> / got it / <forty two> / <at outlook dot com>
Продиктуйте електронну пошту. / ну <ве> як василь / угу / <о л е н а> / <собака юкрнет>
на яку пошту надіслати чек? / <петренко крапка іван> / так / <собака джимейл крапка ком>
Ваш емейл? / <k o v a l> / <вісімдесят п'ять> / далі / <собака укр нет>
Почта для чека? / <эс ю эн> / да / <двадцать два> / <собака мейл точка ру>
На какой имейл отправить? / <ivanov> / <нижнее подчеркивание семь> / <собака яндекс точка ру>
Email for the receipt? / <i m o g e n> / yes / <dot haverfield> / <at btinternet dot com>
what's your email address / <j o n e s> / <underscore forty two> / okay / <at gmail dot com>
""".strip().split("\n")
CLEAR = """
Назвіть номер замовлення. / {сорок один сорок дев'ять} / так / {шістдесят дванадцять} / {нуль дев'ять}
Який розмір? / {двісті п'ять} / так / {п'ятдесят п'ять} / {шістнадцять} / чотири
Артикул? / {ем ік} / угу / {дванадцять сорок} / {пять пять}
Оплата карткою чи готівкою? / карткою / Скільки шин? / {чотири} / Ціна {3 900} за одну / {добре}
Номер картки? / зачекайте, будь ласка / добре / так / нема картки / Тоді готівкою. / {дві тисячі}, вірно?
Продиктуйте номер картки. / ой зараз / а скільки коштує комплект {205/55 R16} / {3 900 гривень} за штуку / добре
Який VIN? / не знаю / Добре. Який розмір? / {двісті п'ять п'ятдесят п'ять шістнадцять} / {чотири штуки}
Держномер? / а навіщо / Для запису. / не пам'ятаю / На коли вам? / на {п'ятнадцяте травня} / о {десятій тридцять}
Какая у вас машина? / шкода октавия {две тысячи двенадцатого} / Сколько шин? / {четыре} / {шестнадцатый} радиус
Номер заказа? / {сорок четыре} / да / {двенадцать ноль восемь} / {семь}
Размер? / {сто девяносто пять} / так / {шестьдесят пять} / {пятнадцать}
ИНН нужен? / нет, не нужен / Хорошо, {четыре} колеса по {2 500} / да / {10 000} вместе
Какой IBAN? / сейчас найду / да / подождите пожалуйста / хорошо
What size do you need? / {two oh five} / yes / {fifty five} / {sixteen} / how many / {four}
Your order number? / {four one four nine} / go on / {six oh one two} / {eight}
Card or cash? / card / {four} tyres at {120} / yes / that makes {480 dollars}
what's the plate / why do you ask / for the booking / hold on please / okay / i see / are you there
The vin, please. / i don't have it / no problem, the size? / {two two five forty five seventeen} / {two}
Email for the receipt? / i don't have one / okay / no thanks / {two} tyres then / yes
на яку пошту надіслати чек? / не треба / добре / дякую / до побачення
Какая почта для чека? / не надо / хорошо / спасибо / до свидания
Registration? / one moment / sure / on {Friday} at {ten thirty} / booked
Какой номер машины? / секунду / да / вам на {среду} / на {десять утра} / хорошо
Продиктуйте артикул / {ти вай} / так / {восемь восемь} / {двести тринадцать}
""".strip().split("\n")
ALL = [*CARDS, *ACCOUNTS, *VINS, *PLATES, *PAPERS, *MAILS, *CLEAR]
MARKS = re.compile(r"[<>{}]")
WORD = re.compile(r"[^\W_]+")


def wrong(turn, masked):
    """Return what of a turn should have gone and stands, or should stand and went."""
    text = MARKS.sub("", turn)
    secrets = {
        word for part in re.findall("<(.*?)>", turn) for word in WORD.findall(part)
    }
    bare = re.sub(r"\[[A-Z]+\]", " ", masked)
    left = sorted(secrets & set(WORD.findall(bare)))
    if "<" not in turn and masked != text and "так четыре" not in turn:
        return [f"changed: {masked}"]
    lost = [part for part in re.findall("{(.*?)}", turn) if part not in masked]
    return left + lost


@pytest.mark.parametrize("number", range(len(ALL)))
def test_a_code_goes_piece_by_piece_and_nothing_else(number):
    call, found = Sanitizer(), []
    for turn in ALL[number].split(" / "):
        masked = call.feed(MARKS.sub("", turn))
        if fault := wrong(turn, masked):
            found.append((turn, fault))
    assert found == []
