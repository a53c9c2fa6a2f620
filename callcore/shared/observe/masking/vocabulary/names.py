"""Words among which people are named, in groups that mean the same in three languages.

The tagger learns from the groups what it could not learn of each word: "put it under X" and
"запишіть на X" are one lesson.
"""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags

EXACT: Final[dict[int, str]] = {
    flags.NAME_CALLED: (
        "name names named called surname lastname firstname initials fullname name's "
        "зовут звать зовуть звати зватимуть кличуть имя имени именем ім'я імені ім'ям "
        "піб фио пиб"
    ),
    flags.NAME_STYLED: (
        "mr mrs ms miss mister missus sir madam dr doctor prof professor uncle aunt "
        "aunty auntie lord lady captain judge senator saint "
        "пан пані пане пана пану паном панове добродію добродій добродійка дядько дядьку "
        "тітка тітко тьотя тьотю дядя дядю дядей тетя тете тетю тетей тетка дед дід діда "
        "баба бабуся товариш товарищ господин госпожа господина господину госпожу госпожи "
        "святий святой св князь король королева цар царь гетьман імператор"
    ),
    flags.NAME_KIN: (
        "wife husband brother sister son daughter mother father mom mum dad nephew niece "
        "cousin friend friends colleague colleagues neighbour neighbor boss partner "
        "grandson granddaughter girlfriend boyfriend fiance kid mama papa "
        "мама мами мамі маму мамою тато тата тату татом папа папы папе папу отец отца отцу "
        "отцом мать матери брат брата брату братом сын сына сыну сыном син сина сину сином "
        "муж мужа мужу мужем жена жены жене жену женой зять зятя зятю зятем кум кума куму "
        "друг друга другу другом шеф шефа шефу босс"
    ),
    flags.NAME_THIS: (
        "it's its it this that's that here's i i'm im am he she he's she's we me who who's "
        "це то это я мене меня мені мне він вона он она його ее неї нього ним ней ми мы "
        "ось вот"
    ),
    flags.NAME_WHOSE: (
        "my your his her our their мой моя мое моего моей моему мою мій моє мого моєї моєму "
        "наш наша нашого нашего ваш ваша вашого вашего ваше його її его ее свій своя свой"
    ),
    flags.NAME_TOWARDS: (
        "to for from with by of about under via per at on as like "
        "на для від від'я от до к ко у в с со з зі із через про об о обо за под під для "
        "перед по при без крім кроме біля возле"
    ),
    flags.NAME_AND: "and or but & та і й и да або или але но а ні не no not yes yeah так",
    flags.NAME_GREETS: (
        "dear шановний шановна шановні уважаемый уважаемая дорогой дорогая дорогий дорога "
        "hello hi hey thanks thank morning afternoon evening good bye goodbye welcome please "
        "sorry regards sincerely cheers ok okay "
        "привіт вітаю добрий доброго доброе добрый добридень здравствуйте алло ало дякую "
        "спасибі спасибо прошу пожалуйста вибачте извините перепрошую повагою уважением "
        "бувай пока"
    ),
    flags.NAME_STREET: (
        "street st avenue ave road rd lane ln drive boulevard blvd square sq court "
        "вул вулиця вулиці вулицю вулицею ул улица улице улицу улицы проспект проспекту "
        "проспекті проспекте просп пр бульвар бульварі бульваре бул площа площі площу "
        "площадь площади провулок провулку переулок переулке набережна набережная шосе "
        "шоссе імени станція станция"
    ),
    flags.NAME_FIRM: (
        "ltd llc inc corp company co bank shop store group fc "
        "тов тзов фоп ооо зао оао пат прат ао ип компанія компанії компания компании фірма "
        "фирма банк магазин завод фк пп"
    ),
}

STEMS: Final[dict[int, str]] = {
    flags.NAME_CALLED: "прізвищ фамили",
    flags.NAME_PERSON: (
        "recipient customer caller driver courier manager operator contact owner buyer "
        "director president minister lawyer teacher mechanic technician assistant agent "
        "отримувач получател клієнт клиент покупец покупц замовник заказчик абонент водій "
        "водія водію водієм водител менеджер оператор кур'єр курьер майст мастер лікар врач "
        "директор президент міністр министр депутат адвокат юрист консультант контакт "
        "власник владелец владельц начальник бухгалтер професор профессор письменник "
        "писател тренер режисер режиссер співак певец певиц актор актер механік механик "
        "вчител учител"
    ),
    flags.NAME_KIN: (
        "дружин чоловік сестр дочк доньк дочер доч друз подруг колег сусід сосед тест тещ "
        "свекр племінн племянн бабус дідус бабушк дедушк онук внук внучк батьк родич кум "
        "начальниц напарник партнер"
    ),
    flags.NAME_SAYS: (
        "speaking calling said says told asked wrote signed "
        "дзвон звон телефону говор каж сказа слуха слуша турбу беспоко запис оформ "
        "представ повідом сообщ"
    ),
}
