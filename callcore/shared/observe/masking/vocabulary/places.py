"""Words of addresses and of postal ones, in Ukrainian, Russian and English.

A mailbox and a street can have any name; listed is what stands around names: the words for
their parts, what comes before them, and what cannot be inside.
"""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags

EXACT: Final[dict[int, str]] = {
    flags.AT: (
        "at эт ет собака собаки собаку собакой собакою собачка собачку собачки собачкой"
        " песик пёсик песика равлик равлика равликом равличок равлік ат"
    ),
    flags.DOT: (
        "dot period точка точку точкой тчк крапка крапку крапкою крапочка крапочку"
        " точечка точечку дот"
    ),
    flags.JOINT: (
        "underscore dash hyphen minus підкреслення подчеркивание подчёркивание подчерк"
        " підкреслювання подчеркивания підкреслити тире дефіс дефис мінус минус"
        " андерскор андерскоре прочерк дэш деш"
    ),
    flags.LETTER_NAME: (
        "эй би си ди эф джи эйч ай джей кей эл эль эм эн оу пи кью ар эс ти ю ви вай зед"
        " зет икс игрек дабл ей бі сі ді еф джі ейч ел ель ем ен пі к'ю ес ті ві ікс ігрек"
        " бэ вэ гэ дэ же зэ ка пэ тэ цэ ха хэ аш бе ве ге де зе пе те це йот яй"
        " bee cee dee gee aitch jay kay ell em en pee cue kyu ar ess tee vee ex wye zed zee"
        " эр ер эф эль ві ef ka el es ha be ve ge de pe te ef double"
    ),
    flags.PROVIDER: (
        "gmail googlemail hotmail outlook yahoo icloud proton protonmail mail ukr ukrnet"
        " yandex rambler inbox bk list meta bigmir aol gmx zoho tutanota fastmail live msn"
        " i online ya protonme"
        " джимейл джимэйл джимайл гмейл гмэйл гмайл жмейл джимеил мейл мэйл меил майл маил"
        " мэил мейлу аутлук аутлуке оутлук аутлок яху яхо йаху айклауд айклоуд протон"
        " протонмейл укр укрнет яндекс яндэкс рамблер рэмблер инбокс інбокс бк бэка лист"
        " листру мета бигмир бігмір хотмейл хотмэйл хотмайл гуглмейл лайв ай емейл"
    ),
    flags.TOP_DOMAIN: (
        "shop store site online club top xyz app dev email cloud pro com net org ua ru uk io info biz by kz pl de eu us ca me fm tv gov edu fr it es su"
        " ком комм нет нэт орг юа уа ру юкей инфо інфо біз биз бай мі юэй юей рф укр лв лт пл"
        " про online онлайн кз"
    ),
    flags.MAIL_WORD: (
        "email emails mail gmail inbox mailbox емейл імейл имейл емайл имэйл емэйл"
        " емел имел мейл мэйл мыло мило скринька скриньку скриньки скриньці ящик ящику"
        " ящика пошта пошту пошти поштою пошті почта почту почты почте почтой"
    ),
    flags.STREET: (
        "вул ул б м rue rua calle avenida strada ulica вулиця вулиці вулицю вулицею вулиц улица улице улицу улицы улицей улиця"
        " пр просп проспект проспекту проспекті проспекте проспекта бул бульв"
        " бульвар бульварі бульваре бульвару бульвара пров провулок провулку провулка"
        " пер переулок переулке переулку переулка шосе шоссе ш набережна набережній"
        " набережную набережной набережная наб узвіз узвозі узвозу спуск спуске площа площі"
        " площу пл площадь площади майдан майдані майдану vul vulytsia vulytsya prosp prospekt"
        " ulitsa ulytsia bulvar provulok pereulok проїзд проїзду проїзді проезд"
        " проезде проезда тупик алея алеї аллея аллее мікрорайон мікрорайоні микрорайон"
        " микрорайоне мкр мкрн мікрорайону микрорайона квартал кварталі квартале"
        " жилмассив житломасив жк масив массив тракт проулок завулок линия лінія"
        " промзона промзоні промзону промзоны промзоне дорога дороги дорозі дороге"
    ),
    flags.ROAD: (
        "street st avenue ave av road rd lane ln boulevard blvd drive dr court ct close"
        " crescent cres terrace way place pl square sq highway hwy parkway pkwy circle cir"
        " grove gardens gdns mews row walk hill park parade trail trl plaza alley loop"
        " rise mount vale view green wharf quay broadway gate turnpike pike expressway"
    ),
    flags.SUFFIX: (  # of the United States Postal Service, publication 28
        "bridge brook brooks bypass canyon causeway center cliff common corner cove creek"
        " crest crossing dale estate estates extension falls ferry field fields flats ford"
        " forest forge fork forks fort freeway garden gateway glen harbor haven heights hollow"
        " inlet island isle junction knoll lake lakes landing light loaf locks lodge mall"
        " manor meadow meadows mill mills mission motorway mountain neck orchard oval overpass"
        " pass passage path pine pines plain plains point port ports prairie ramp ranch rapids"
        " rest ridge river route run shoal shore shores skyway spring springs spur station"
        " stream summit throughway trace track trafficway tunnel underpass union valley via"
        " viaduct village ville vista wall well wells"
    ),
    flags.FAINT: (
        "площа площі площу пл площадь площади спуск спуске тупик алея квартал кварталі"
        " квартале линия лінія масив массив ш майдан тракт пер дорога дороги дорозі дороге"
        " rue rua calle avenida strada ulica drive dr court ct close way place pl square sq circle cir grove gardens row walk"
        " hill park parade trail plaza loop rise mount vale view green gate pike"
        " mews alley av broadway"
    ),
    flags.HOUSE: (
        "дом дома доме домік будинок будинку будинка буд дім домі будівля house bldg"
        " building корпус корпусі корпусе корп к строение стр літера литера літ лит секція"
        " секция квартира квартиру квартирі квартире квартири квартиры кв apartment apt"
        " apartments flat suite ste unit офіс офис оф офісі офисе office room кімната"
        " комната під'їзд під'їзді подъезд подъезде парадне парадное парадная поверх поверсі"
        " этаж этаже floor entrance домофон домофону домофона д хата ділянка участок б"
    ),
    flags.PLACE_HINT: (
        "address адрес адреса адресу адресі адресою адресу адресе адресом адреси живу живе"
        " живем живемо живет живёт живут живуть мешкаю мешкає мешкаємо проживаю проживає"
        " проживает проживаем прописан прописаний прописана зареєстрований зареєстрована"
        " зарегистрирован зарегистрирована deliver delivery delivered ship shipping live"
        " lives living reside resides located доставка доставку доставки доставкою доставте"
        " доставьте доставити доставить привезіть привезите привезти адресна кур'єр кур'єром"
        " кур'єра курьер курьером курьера отправьте відправте надішліть"
        " їхати їдьте їду приїхати приїдьте приїжджайте ехать еду приехать приезжайте подъехать"
    ),
    flags.CITY: (
        "київ києві києва києву харків харкові харкова одеса одесі одеси одесу дніпро дніпрі"
        " дніпра львів львові львова запоріжжя запоріжжі миколаїв миколаєві вінниця вінниці"
        " вінницю херсон херсоні полтава полтаві полтаву чернігів чернігові черкаси черкасах"
        " житомир житомирі суми сумах рівне рівному чернівці чернівцях тернопіль тернополі"
        " хмельницький хмельницькому луцьк луцьку ужгород ужгороді кропивницький краматорськ"
        " бровари броварах буча бучі ірпінь ірпені бориспіль кременчук кременчуці"
        " киев киеве харьков харькове одесса одессе одессу днепр днепре львов львове запорожье"
        " николаев николаеве винница виннице винницу херсоне полтава полтаве чернигов черкассы"
        " черкассах сумы сумах ровно черновцы тернополь тернополе хмельницкий луцк "
        " москва москве москву питер питере петербург петербурге новосибирск новосибирске"
        " екатеринбург екатеринбурге казань казани самара самаре омск омске челябинск"
        " челябинске ростов ростове уфа уфе красноярск красноярске пермь перми воронеж"
        " воронеже волгоград волгограде краснодар краснодаре саратов саратове тюмень тюмени"
        " kyiv kiev kharkiv odesa odessa dnipro lviv zaporizhzhia vinnytsia poltava chernihiv"
        " cherkasy zhytomyr sumy rivne ternopil lutsk uzhhorod mykolaiv kherson chernivtsi"
        " тула туле калуга рязань рязани тверь твери сочи минск минске алматы астана"
    ),
    flags.ONTO: "на по in on at",
    flags.SETTLEMENT: (
        "село селі села селе смт пгт селище селищі поселок посёлок поселке посёлке пос"
        " деревня деревне дер хутір хуторі хутор хуторе станица станице аул"
    ),
    flags.POSTCODE_WORD: (
        "індекс індексу индекс индекса zip zipcode postcode postal postcodes box apo fpo dpo"
    ),
    flags.UNIT: (
        "євро евро шт pcs км km мм mm см cm kg кг грн uah usd eur руб коп мин хв min год ч"
        " am pm м'я amp amps вт квт тис тыс"
        " ранку вечора дня утра вечера ночи ночі day days раз разів раза times"
        " january february march april may june july august september october november"
        " december monday tuesday wednesday thursday friday saturday sunday"
        " січня лютого березня квітня травня червня липня серпня вересня жовтня листопада"
        " грудня января февраля марта апреля мая июня июля августа сентября октября ноября"
        " декабря лет років роки року год года рік роках году годов"
        " вольт ампер літр літри літрів литр литра литров чоловік людей людини человек"
        " комплект комплекти комплекта штука штуки штук штуку"
        " дней дні днів миля милі миль мили миль mile miles диск диска диски дисків дисков бал бали балів"
        " michelin nokian goodyear bridgestone continental pirelli hankook yokohama toyo dunlop"
        " kumho nexen bfgoodrich falken firestone maxxis sailun premiorri cordiant matador"
        " viatti rosava barum gislaved uniroyal kleber мишлен мішлен нокиан нокіан гудиер"
        " бриджстоун континенталь пирелли піреллі ханкук йокогама тойо данлоп кумхо нексен"
        " матадор росава кордиант кордіант белшина"
        " pair pairs set sets door doors season seasons wheel wheels"
    ),
    flags.FUNCTION: (
        # Ukrainian
        "а але або алло ало та і й у в до з зі із на по за під над від для при про через без"
        " біля між що щоб як коли де куди якщо то так ні не ну от ось це цей ця ці той та те"
        " я ти ви ми він вона воно вони мене мені мною тебе тобі вас вам нас нам його її їх"
        " мій моя моє мою моєї моїй моєму мого ваш ваша вашу вашої вашій наш наша наші свій"
        " свою своя є був була було були буде будуть можна можу можете треба потрібно"
        " будь ласка дякую добре добрий доброго дня привіт вітаю пане пані слухаю"
        " електронна електронну електронної електронній така такий таке ще"
        " вже тут там сюди туди також тільки просто саме запишіть записуйте пишіть надішліть"
        " надсилайте скиньте киньте відправте відправляйте прийшліть диктую повторюю звати"
        " чек рахунок квитанцію квитанція накладну лист листа повідомлення підтвердження"
        " який яка яке яку які якась якусь якийсь скільки буде значить тобто"
        " звучить звуть хочу хотів хотіла хочете потрібна потрібен потрібні"
        " дім додому дому завтра сьогодні вчора післязавтра понеділок вівторок середу"
        " четвер п'ятницю суботу неділю відділення відділенні пошти поштомат поштомату"
        " поштоматі новою нова нової замовлення номер номера номеру телефон телефону"
        " ціна ціною розмір розміру колеса колесо колес коліс шини шина шин"
        " давайте давай дайте тримайте спробуйте запишемо запиши пиши зафіксуйте ось слухайте"
        " дивіться вкажіть введіть краще гаразд окей ок угу ага точно правильно вірно"
        " машина машину машині машини машиною машин"
        # Russian
        " к ко о об от с со из под над для про через без возле между что чтобы как когда"
        " где куда если то так нет не ну вот это этот эта эти тот те и или но да"
        " ты вы мы он она оно они меня мне мной тебя тебе вас вам нас нам его её ее их"
        " мой моя мое моё мою моей моему моего ваш ваша вашу вашей наш наша наши свой свою"
        " есть был была было были будет будут можно могу можете надо нужно нужен нужна"
        " пожалуйста спасибо хорошо добрый день здравствуйте привет алё слушаю"
        " электронный электронная электронную электронной электронного такой такая"
        " еще ещё уже тут там сюда туда также только просто именно запишите записывайте"
        " пишите пришлите присылайте скиньте киньте отправьте отправляйте вышлите диктую"
        " повторяю зовут звать чек счет счёт квитанцию письмо письма сообщение"
        " подтверждение какой какая какое какую какие сколько значит"
        " хочу хотел хотела завтра сегодня вчера послезавтра понедельник вторник среду"
        " пятницу субботу воскресенье отделение отделении отделения постамат постамате новой"
        " заказ заказа номера цена ценой размер размера шину"
        " держите попробуйте запишем смотрите слушайте указывайте укажите введите лучше ладно"
        " верно правильно смотри послушайте"
        " машине машины машиной"
        # English
        " per each every most least more less than other such same"
        " sell buy bought found see saw read ordered visit"
        " down try note got ready sure right alright correct actually maybe probably best spell"
        " spelled spelling reads goes sign registered listed current personal"
        " the a an at is are was be been am it its it's that this these those and or but so if"
        " of to from for with by as my mine your yours his her our their me you he she we"
        " they them us him in on into onto near off up out can could would will shall may"
        " might must do does did have has had please thanks thank yes no not okay ok well"
        " just also only then there here what which who where when how why any some all"
        " send sent sending write contact reach use put forward mailed invoice receipt"
        " confirmation called call name number phone order deliver delivery ship address"
        " addresses want need get got take go goes going come branch about after before"
        " meet look looking arrive shop like says say said let i'm"
        " i'll i've that's branch office today tomorrow yesterday around order tyres tires"
        " tyre tire buyer payer recipient"
    ),
}

STEMS: Final[dict[int, str]] = {
    flags.MAIL_WORD: "электронн електронн",
    flags.UNIT: (
        "грив рубл долар доллар dollar hryv euro percent процент відсот колес"
        " колёс коліс шин tyre tire piece hour час годин minut minute хвилин минут секунд"
        " месяц місяц month тижн недел week year кілометр километр kilomet"
        " градус degree литр літр метр meter metre millim милли мілі дюйм inch тысяч тисяч"
        " thousand копій копе позиц товар размер розмір"
    ),
    flags.FUNCTION: (
        "замовл заказ відділ отделен постамат поштомат артикул накладн доставк адрес зимов зимн літн летн всесез шипов резин автомоб"
        " телефон получател отримувач покупател одержувач recip"
    ),
}
