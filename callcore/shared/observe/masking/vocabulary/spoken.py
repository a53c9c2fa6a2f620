"""Words around numbers and letters that are dictated, in three languages."""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags

EXACT: Final[dict[int, str]] = {
    flags.PHONE_WORD: (
        "phone phones telephone tel mobile cell cellphone cellular whatsapp viber telegram"
        " fax landline mob handset ph msisdn callee ani cli dnis dialled dialed whatsapp"
        " телефон телефончик телефончика телефону телефоном телефона телефоні телефоне телефони телефоны телефонів"
        " телефонний телефонного телефонный телефонного тел моб мобільний мобільного"
        " мобільному мобільник мобілка мобілку мобілки мобильный мобильного мобильному"
        " мобильник мобила мобилу сотовый сотового сотовому вайбер вайбері вайбере вайбера"
        " вотсап ватсап вацап телеграм телеграмі телеграме факс стільниковий городской"
        " міський трубка трубку слухавка домашний домашній"
    ),
    flags.NUMBER_WORD: (
        "number numbers number's digits digit"
        " номер номера номеру номером номері номере номерок номерочок цифра цифри цифры"
        " цифр цифрами цифрах"
    ),
    flags.ORDER_WORD: (
        "order orders order's invoice parcel parcels tracking waybill article articles sku"
        " ean shipment consignment branch locker ticket receipt contract claim item barcode"
        " reference ref"
        " ттн чек чека чеку лот трек товар товара товару товарний штрихкод сделка"
        " посилка посилку посилки посылка посылку посылки заявка заявку заявки"
        " id uuid pid"
    ),
    flags.CARD_WORD: (
        "card cards visa mastercard maestro amex debit credit"
        " карта карту карти карте карты картой картою карткою картка картку картці картки"
        " карточка карточку карточки карточкой віза виза мастеркард мастеркарт мир"
    ),
    flags.SECRET_WORD: (
        "cvv cvc cvv2 cvc2 csc pin otp passcode sms"
        " verification підтвердження подтверждения цвв свв пін пин пінкод пинкод смс смски эсэмэс есемес есемески"
    ),
    flags.DOCUMENT_WORD: (
        "passport security insurance ssn utr nino tin licence license taxpayer tax"
        " іпн ипн інн инн рнокпп снилс унзр єдрпоу едрпоу огрн полис поліс"
        " права правах посвідчення удостоверение удостоверения"
    ),
    flags.ACCOUNT_WORD: (
        "iban iban's account ібан ібану ибан ибана айбан рахунку рахунок рр счет счета счету"
    ),
    flags.OTHER_WORD: (
        "expiry expires expiration valid термін терміну срок срока size sizes width profile radius diameter rim price total sum cost costs budget"
        " discount floor apartment flat year years age model quantity qty port version"
        " mileage index load season page step level section"
        " розмір розміру розміри размер размера размеры ширина профіль профиль радіус"
        " радиус діаметр диаметр ціна ціну ціни цена цену цены сума сумма суму сумму"
        " бюджет вартість стоимость коштує стоит знижка скидка поверх этаж квартира кв"
        " під'їзд подъезд будинок дом буд рік год роки года вік возраст модель"
        " кількість количество скільки сколько пробіг пробег індекс индекс корпус"
        " коли когда котрій котру дата дату даті дате time date when many much often"
        " штук колес шин сезон версія версия сторінка страница"
    ),
    flags.COUNTED: (
        "uah usd eur pln dollar dollars euro euros cents pound pounds bucks percent pct"
        " pc pcs piece pieces set sets pair pairs tyre tyres tire tires wheel wheels unit"
        " units box boxes bottle bottles cans item items"
        " second seconds sec minute minutes min mins hour hours day days week weeks month"
        " months year years o'clock oclock am pm times moment"
        " km kms kilometer kilometers kilometre kilometres mile miles mph m meters metres"
        " mm cm kg kilo kilos gram grams litre litres liter liters amp amps ampere amperes"
        " ah volt volts watt watts inch inches degree degrees hp"
        " january february march april may june july august september october november"
        " december"
        " грн гривня гривні гривень гривна гривны гривен гривну гривню грн. руб рубль рубля"
        " рублей рублі рублів рублями коп копійка копійки копійок копейка копейки копеек"
        " долар долари доларів доллар доллара долларов бакс бакси баксів баксов євро евро"
        " шт штука штуки штук штучки штучок колеса колесо колес колесах шина шини шин шины"
        " шинах шиною покришка покришки покришок покрышка покрышки покрышек комплект"
        " комплекти комплектів комплекта комплекты комплектов пара пари пар пары одиниць"
        " единиц банка банки банок літр літри літрів літра литр литра литров л"
        " процент проценти процентів процента процентов відсоток відсотки відсотків"
        " година годину години годин годині час часа часов часу хвилина хвилину хвилини"
        " хвилин хв хвилинку минута минуту минуты минут мин минутку минуточку секунда"
        " секунду секунди секунд секунды секундочку день дні дня днів дней доба доби діб"
        " сутки суток тиждень тижні тижня тижнів неделя неделю недели недель місяць місяці"
        " місяців месяц месяца месяцев рік роки років року год года лет году годах раз рази"
        " разів раза ранку вечора ночі утра вечера ночи дня момент"
        " км кілометр кілометри кілометрів километр километра километров тисяч миль метр"
        " метри метрів метра метров мм см кг кіло кило грам грамів грамм граммов ампер"
        " ампера амперів амперов вольт дюйм дюйма дюймів дюймов градус градуси градусів"
        " градуса градусов сил сили"
        " січня лютого березня квітня травня червня липня серпня вересня жовтня листопада"
        " грудня января февраля марта апреля мая июня июля августа сентября октября ноября"
        " декабря"
        " поверх поверсі этаж этаже floor чоловік людей человек people"
    ),
    flags.FILLER: (
        "the um uh er erm hmm mm mhm and then so well like let me see dash hyphen minus wait"
        " sorry again next yes yeah yep ok okay right no i mean it's is its that's a"
        " sec hold on just one moment think please area code oh dot comma space slash"
        " followed by after correction actually you know go ahead got it"
        " эм ээ э мм м ну так значит потом дальше далее и да еще тире дефис минус"
        " секунду секундочку минутку минуточку подождите погодите стоп нет ой"
        " простите извините точнее вернее то есть это вот там пробел сейчас щас раз"
        " повторяю скобка скобках ага угу плюс слушайте запишите записывайте"
        " конечно хорошо а затем"
        " ем е ее далі потім та ще отже мінус дефіс зараз хвилинку зачекайте чекайте"
        " ні ой вибачте перепрошую точніше тобто це ось пробіл повторюю дужка плюс ага"
        " угу добре тоді значить слухайте пишіть записуйте й і"
        " plus п дев одну"
    ),
    flags.OWNER: (
        "my her his their your our mum's mom's wife's husband's dad's contact best callback"
        " work home"
        " мій моя моє мого моєму мой моего моему мамин татів папин женин дружини чоловіка"
        " мужа жены сина сына дочки дочери брата сестри сестры його її їх его ее их ваш"
        " вашого вашему вашего наш контактний контактный контактного диктую записуйте"
        " записывайте запишіть запишите пишіть пишите робочий рабочий отримувача получателя"
        " мамы мами"
    ),
    flags.CALL_WORD: (
        "reach touch call callback contact contacts контакт контакта контакти контакты контакту контактні контактные контактных ring dial text"
        " передзвонити перезвонить подзвонити позвонить зв'язатися зв'язатись зв'язку"
        " связаться связи набрати набрать дзвонити звонить телефонувати зателефонувати"
        " перетелефонувати звоните дзвоніть зв'язатись наберіть наберите"
    ),
    flags.ASKING: (
        "what what's which who whose how where could can would may please tell give say"
        " provide need confirm repeat dictate your leave share spell"
        " який якого яке яка яку якому яким як хто чий чиє кого куди де скажіть назвіть"
        " підкажіть продиктуйте вкажіть повторіть уточніть диктуйте потрібен потрібна"
        " можна прошу будь хочете хотите залиште залишіть надайте напишіть продиктуєте скажете назвете диктуйте нагадайте ваш ваше вашу вашого вас"
        " какой какого какое какая какую каком какому каким как кто чье чей кого куда где"
        " скажите назовите подскажите продиктуйте укажите повторите уточните диктуйте нужен"
        " нужна можно прошу пожалуйста оставьте предоставьте напишите продиктуете скажете назовете напомните ваша вашей"
    ),
    flags.EXTENSION: (
        "ext extension extn x"
        " доб додатковий додаткового дод внутрішній добавочный добавочного внутренний"
    ),
    flags.RIM: "r zr rim inch р эр ер ар на",
    flags.ENDING: (
        "last ends end ending останні останніх последние последних закінчується кінчається"
        " заканчивается кончается закінчення"
    ),
    flags.TIME_WORD: "в о об at after until till by from після после до с від от",
    flags.NAME_WORD: (
        "speaking name surname lastname firstname names named recipient"
        " ім'я імя імені прізвище прізвища прізвищем звати піб отримувач по-батькові"
        " имя имени имени фамилия фамилию фамилии фамилией зовут звать фио получатель"
        " отчество обращаться звертатися звертатись"
    ),
    flags.ADDRESS_WORD: (
        "address street postcode"
        " адреса адресу адреси адресою адресі адрес адреса адресом вулиця вулицю вулиці"
        " улица улицу улице доставити доставить"
    ),
    flags.EMAIL_WORD: (
        "email e-mail mail mailbox inbox"
        " імейл емейл емайл мейл мейлу імейлу имейл мыло ящик скринька скриньку скриньки"
        " електронна електронну електронної електронка електронку електронний електронного пошта пошту пошті пошти поштою электронный электронного электронная электронную"
        " электронной электронка почта почту почты"
    ),
    flags.SPELL_WORD: (
        "spell spelling spelled spelt letters"
        " літерах літерам літери буквах буквам буквы букви"
    ),
    flags.LETTER_SURE: (
        "alpha alfa bravo delta echo foxtrot hotel juliet juliett kilo lima oscar papa"
        " quebec romeo sierra tango uniform whiskey xray yankee zulu"
        " ay bee cee dee eff gee aitch jay kay ell em en pee cue ess tee vee zee zed"
        " бэ вэ гэ дэ жэ зэ эл эм эн пэ эр эс тэ эф цэ"
        " бе ве ге зе ел ем ен пе ер ес еф"
        " эй би эйч айч ай джей кей кью икс вай зет зэт зед дабл дабл-ю"
        " ей бі сі еф джі ейч кью ікс вай кей джей пі ті ві оу ар йот"
        " ща еры ы ь ъ й щ"
    ),
    flags.LETTER_MAYBE: (
        "victor charlie mike november golf india are see be why you oh ex double"
        " де те же це ка ха ша ча че ю йо і и у е є а о я знак м'який мягкий твердий твердый"
        " краткое коротке короткий нескладове си ди эф джи ти ви пи эн йе"
        " двойное двойная подвійне подвійна апостроф"
    ),
    flags.TORN: "ять ятнадцять ятдесят ятсот яносто ятьсот ядесят",
    flags.CODE_WORD: "code код коду кода кодом пароль password",
    flags.LIKENESS: "as like for як как like",
    flags.CODE_VIN: "vin's вінкоду винкода",
    flags.CODE_PLATE: "plate's reg's автівки автівка автівку автівці прицепа причепа",
    flags.DICTATE: (
        "read dictate dictating диктую диктуйте диктуй продиктуйте продиктуете"
        " продиктуєте продиктую надиктую запишіть записуйте пишіть запишите записывайте"
        " пишите назвіть назовите називаю называю назвете напишіть напишите надішліть"
        " записую записываю повідомте сообщите повторіть повторите repeat"
    ),
    flags.FIRST_PERSON: ("i my i'm me мій моя моє мене мені я мой меня мне мое"),
}

STEMS: Final[dict[int, str]] = {
    flags.ORDER_WORD: (
        "замовлен заказ накладн відправлен отправлен артикул інвойс инвойс рахунк-факт"
        " відділен отделен поштомат почтомат філі філія филиал договор договір рекламац"
        " звернен обращени"
    ),
    flags.CALL_WORD: (
        "додзвон передзв перезв подзвон дозвон созвон позвон наберіт наберит набират зв'яз зв'яж"
        " звяз связат связыв свяж"
    ),
    flags.DOCUMENT_WORD: "паспорт ідентифікаційн идентификационн водительск водійськ",
}
