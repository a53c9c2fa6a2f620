"""Words that say what a code beside them is, in three languages."""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags

EXACT: Final[dict[int, str]] = {
    flags.CODE_ORDER: (
        "order orders invoice invoices parcel parcels tracking waybill article sku ean upc"
        " barcode item items product products receipt ticket booking reservation claim case"
        " contract shipment consignment reference ref transaction batch serial quote"
        " imei uniqueid ttn po rma part oem"
        " ттн чек чеку чека договір договора договору договор договоре"
        " рахунок рахунку рахунка счет счета счету счёт лот партія партия трек"
        " товар товару товара"
    ),
    flags.CODE_PLATE: (
        "plate plates registration reg rego numberplate carnumber platenumber"
        " держ гос регион регіон держномер держномера держномером держномері госномер госномера госномером"
        " госномере номерний номерной номерным номерним номерные держзнак госзнак"
        " грз регномер автономер car cars vehicle vehicles авто машина машини машині машину"
        " машиною машины машине машиной автомобіль автомобіля автомобілі автомобиль"
        " автомобиля автомобиле тачка тачки тачку rental van lorry truck trailer прицеп прицепа"
        " прицепе причіп причепа причепу причепі вантажівка вантажівки фура фури фуры бус буса"
        " бусі державний государственный регистрация реєстрація"
    ),
    flags.CODE_VIN: "chassis кузов кузова кузову кузові кузове vin vincode вин вінкод винкод він він-код вин-код вину шасі шасси",
    flags.CODE_ID: (
        "passport passports ssn nino itin tin utr ni tax taxpayer ein licence license licences"
        " driver's drivers driving dl pesel identification social insurance nhs mrn policy snils inn ipn rnokpp edrpou unzr nationality"
        " паспорт паспорта паспорту паспортом паспорті паспорте паспортні паспортные"
        " іпн інн инн рнокпп рнокп єдрпоу едрпоу егрпоу огрн огрнип снилс унзр кпп"
        " закордонний загранпаспорт посвідчення удостоверение права ву полис поліс полісу"
        " полиса омс id-картка документ документа документу серія серії серия серии стс птс"
    ),
    flags.CODE_CARD: (
        "card cards pan visa mastercard maestro amex mir"
        " карта карты карту карте картой карткою картка картки картку картці карти карті"
        " картою карточка карточку карточки картковий карточный віза виза мастеркард"
    ),
    flags.CODE_IBAN: "iban ібан ибан айбан account acct рахунок рахунку счет счёт счета",
    flags.CODE_BIRTH: (
        "born birth birthday dob birthdate"
        " народження народилась народилася народився"
        " рождения рождение родился родилась рождён рождена рожден днюха днюхи"
    ),
    flags.CODE_VERSION: (
        "version versions ver v release section sections chapter clause paragraph build"
        " firmware kernel python node asterisk chrome"
        " версія версії версию версия версии прошивка розділ раздел пункт пункту пункта"
        " глава п"
    ),
    flags.MEASURE: (
        "uah usd eur rub gbp pln hryvnia hryvnias hryvnya dollar dollars euro euros pound"
        " pounds ruble rubles rouble roubles cent cents bucks zloty"
        " грн гривня гривні гривень гривен гривны гривна гривню гривнею руб рублей рубля"
        " рубль рублях р коп копійок копеек долар долара доларів доллар доллара долларов"
        " євро евро злотих тис тыс тисяч тысяч тисячі тысячи млн"
        " pcs pc piece pieces tyre tyres tire tires wheel wheels unit units items set sets"
        " шт штук штуки штука штуку колеса колес коліс колёс колесо шин шини шины шина"
        " комплект комплекта комплекти комплектів одиниць единиц позицій позиций"
        " km kms kilometers kilometres miles mile mph kmh m mm cm kg g lb lbs ml l liter"
        " liters litre litres км кілометрів километров миль мм см м кг г мл л літр літри"
        " літрів литр литра литров"
        " ah а ач агод а-год ампер ампер-годин ампер-часов вольт в v w kw hp кс лс вт квт"
        " ms s sec secs second seconds min mins minute minutes hour hours h day days week"
        " weeks month months year years yo мс с сек секунд секунди секунды хв хвилин"
        " хвилини мин минут минуты год годин години година час часа часов днів дні день"
        " дней дня тиждень тижнів недель недели місяць місяці місяців месяц месяца месяцев"
        " рік року років роки лет год года году"
        " percent percents процент процента процентов відсотків відсоток відсотки"
        " bytes kb mb gb tokens px rpm bar psi tokens раз рази разів"
    ),
    flags.MONTH: (
        "january february march april may june july august september october november"
        " december jan feb mar apr jun jul aug sep sept oct nov dec"
        " січня лютого березня квітня травня червня липня серпня вересня жовтня листопада"
        " грудня января февраля марта апреля мая июня июля августа сентября октября"
        " ноября декабря"
    ),
    flags.DIAL: (
        "sip sips pjsip iax iax2 dahdi local tel callto h323 skype wa whatsapp viber motif"
    ),
    flags.LINK: (
        "number numbers no nr is are was it's its the my your with of on under code codes"
        " id series serial and for his her their a as one by has at in please have yes"
        " individual personal national state social security secure insurance"
        " номер номера номером номеру номеру номери є это це мой моя моего мій моя моє"
        " его її його её у за под під з с серія серії серия серии код кода коду кодом від"
        " от и та і й на так вот ось ну выдан виданий транспорта"
        " платника плательщика кузова знак знака знаком карта картка громадянина украины"
        " україни реєстраційний регистрационный дата date chassis new old"
        " новий новый старий старый получается значит будет буде пишіть пишите записуйте"
        " запишите диктую right okay ok um uh er"
    ),
    flags.CODE_LETTER: (
        "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo"
        " lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey"
        " whisky xray x-ray yankee zulu"
        " ку вє бє дабл дабел бе ве ге де е же зе ка ел ель ем ен пе ер ес те еф ха це че ша ща ю я йот зет"
        " бэ вэ гэ дэ жэ зэ эл эль эм эн пэ эр эс тэ эф цэ че ю икс ікс игрек ігрек ей бі сі"
        " ді і еф джи ейч ай джей кей о пі кью ар ті ві дабл'ю зед эй би си ди и ай джей"
        " кей пи кью ти ви"
    ),
}

STEMS: Final[dict[int, str]] = {
    flags.CODE_ORDER: (
        "замовлен заказ накладн артикул штрихкод квитанц посилк посылк бронюван бронирован"
        " заявк звернен обращен рекламац чеков"
    ),
    flags.CODE_ID: (
        "ідентифікаційн идентификацион податк налогов налогоплательщ страхов паспорт загранпаспорт водительск"
        " водійськ техпаспорт свідоцтв свидетельств"
    ),
    flags.MEASURE: "гривен гривн рубл доллар долар килограм кілограм",
}
