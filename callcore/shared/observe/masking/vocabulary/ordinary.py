"""Words that are nobody's name here: of the shop and its trade, and of our own logs.

The name tagger judges words by their form; these it must never take, whatever stands around
them. Surnames that are words of the trade, too (Price, Stock, Середа), are not among them.
"""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags

_SHOP: Final = """
summer winter tyre tyres tire tires wheel wheels rim rims oil oils can cans alloy engine
width profile diameter size sizes index discount delivery courier pickup
orders product products model anything certainly else shall which
зимова зимові зимову зимових літня літні літню літніх всесезонна всесезонні шина шини шину шин
диск диски дисків ширина ширину ширини профіль профілю профілі діаметр діаметра діаметру розмір
розміру розміри олива оливи оливу оливою оливі олія олії олію масло моторна моторну моторної
каністра каністру каністри канистра канистру канистры залишок залишку залишилось остаток остатка
в'язкість вязкость характеристик характеристики протектор протектора навантаження нагрузка
замовлення заказ заказы номер номера вулиця вулицю вулиці будинок кур'єр кур'єром курьер курьером
доставка доставку оплата оплату знижка знижку скидка скидку гривня гривні гривень гривен рублей
ширину профиль профиля диаметр диаметра резина резину резины колесо колеса коліс всесезонная
летняя летние летнюю зимняя зимние зимнюю моторное моторная відділення отделение пошта почта пошту
почту телефон телефону товар товари товары модель моделі модели бренд артикул артикула
оператор оператора оператору оператором менеджер менеджера підкажіть подскажите добрий добрый
доброго доброе понеділок вівторок понедельник вторник четверг пятница суббота воскресенье
"""
_OURS: Final = """
callcore adminapi asyncio trio rollout outbox spool fastagi audiosocket rhvoice whisper silero
hibari valkey redis postgresql postgres psycopg hypercorn quart httpx openai google prometheus
asterisk pjsip chan dialplan supervisor worker workers archive engine engines stale writable
loudness journal ledger worklist rediss http https websocket socket timeout
traceback error exception none true false null utf json yaml toml uuid sha
"""

EXACT: Final[dict[int, str]] = {flags.ORDINARY: _SHOP + _OURS}

STEMS: Final[dict[int, str]] = {}
