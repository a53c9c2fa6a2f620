"""Statements that an order is placed, and all that only looks like one."""

from __future__ import annotations

import pytest

from callcore.agent.claims import says_placed

CLAIMS = """
Your order is placed.
Your order is placed. The number is #412345. Anything else?
Your order has been placed.
Your order has been successfully placed!
Your order is now confirmed.
The order is confirmed, number four one two three four five.
Great, your order is confirmed, can I help with anything else?
Order #412345: confirmed. Anything else?
Order 412345 is confirmed.
I have placed your order.
I've placed the order for you.
I just placed it.
I have confirmed your order.
We've booked your order.
I've ordered four tyres for you.
I ordered them for you.
All done, your tyres are ordered.
The purchase is complete.
Your order is complete.
Your order went well: it has been placed.
Order confirmed.
Order placed successfully!
Your order number 412345 has been accepted.
Your order is in the system.
It's been ordered.
Done, ordered.
Consider it done.
You have successfully ordered four tyres.
Your confirmation number is 412345.
I have finalised the order.
I've submitted it.
I've put through your order.
The tyres are booked.
If you need anything else, call us, your order is confirmed.
Ваш заказ оформлен.
Ваш заказ оформлен. Номер #412345. Что-нибудь ещё?
Ваш заказ оформлен, что-нибудь ещё?
Ваш заказ номер 412345 подтверждён.
Заказ 412345: подтверждён.
Заказ успешно оформлен.
Отлично, заказ подтверждён!
Ваш заказ принят.
Заказ уже принят в работу.
Я оформила ваш заказ.
Я оформил вам заказ.
Я заказала вам четыре шины.
Мы приняли ваш заказ.
Шины заказаны.
Я всё оформила, ваш заказ принят.
Оформлен ваш заказ.
Готово, оформлено.
Подтверждено!
Ваш заказ создан.
Покупка оформлена.
Я подтвердила ваш заказ.
Ваш заказ размещён, спасибо.
Ваше замовлення оформлене.
Ваше замовлення оформлено. Номер 412345. Ще щось?
Ваше замовлення підтверджено, ще щось?
Замовлення 412345: підтверджене.
Замовлення успішно оформлено.
Чудово, замовлення прийнято!
Я оформила ваше замовлення.
Я замовила вам чотири шини.
Ми прийняли ваше замовлення.
Шини замовлені.
Готово, замовлено.
Прийнято ваше замовлення.
Підтвердила ваше замовлення.
Замовлення вже створене.
Оформив вам замовлення.
Вашу покупку оформлено, покупка оформлена.
""".strip().splitlines()

HONEST = """
Shall I confirm the order?
Is that right, shall I confirm the order?
Is your order confirmed?
Do you want me to place the order?
The order is not placed yet.
The order is not placed.
Your order has not been confirmed.
Your order hasn't been placed.
I have not placed the order.
I haven't ordered anything yet.
All right, I have not placed it. What should I change: the quantity or the product?
No order is placed without your yes.
Nothing has been ordered.
Please say yes to place the order, or no.
Once you say yes, your order is placed.
After you confirm, the order is placed.
As soon as your order is confirmed, I will tell you the number.
Your order will be placed today.
I can place the order now.
I could not confirm the order. I will connect you to an operator.
I cannot take the order right now.
When the order is confirmed you get a message.
I have created a draft order, it is a draft.
Let me read your order back.
Your order: Alpin 6, four pieces, eighteen thousand hryvnias in total.
The order is cancelled.
To place an order I need the size.
I can find tyres, wheels and oil, tell you the price and place an order.
It is in stock.
The tyres are in stock and can be ordered.
Did you say you placed an order last week?
Has it been confirmed?
I have confirmed the price with the shop.
I have completed the search.
You have not ordered anything.
Order #412345 is not confirmed yet. Anything else?
Which order is it, please? Tell me the number.
These tyres are made in Finland.
The wheels are made of aluminium.
Your order needs to be confirmed.
The shop cannot take this order.
Once the order is placed we deliver in two days.
Подтверждаете заказ?
Всё верно, подтверждаете заказ?
Заказ подтверждён?
Заказ не оформлен.
Заказ ещё не подтверждён.
Хорошо, заказ не оформлен. Что изменить: количество или товар?
Скажите, пожалуйста, да, чтобы оформить заказ, или нет.
Не удалось подтвердить заказ. Соединяю с оператором.
Сейчас я не могу оформить заказ.
Как только вы подтвердите, заказ будет оформлен.
Когда заказ будет подтверждён, вам придёт сообщение.
После вашего подтверждения заказ будет принят.
Заказ может быть оформлен только после вашего да.
Оформить заказ?
Хотите, чтобы заказ был оформлен сегодня?
Заказ отменён.
Магазин не может принять этот заказ.
Я могу найти шины, назвать цену и оформить заказ.
На какой номер телефона оформить заказ?
Вы ещё не подтвердили заказ.
Вы подтвердили четыре шины, верно?
Назовите, пожалуйста, номер заказа.
Черновик заказа создан, сейчас зачитаю.
Заказ #412345: ещё не подтверждён. Что-нибудь ещё?
Эти шины сделаны в Финляндии.
Ваш заказ: Alpin 6, четыре штуки, всего восемнадцать тысяч гривен.
Підтверджуєте замовлення?
Все правильно, підтверджуєте замовлення?
Замовлення підтверджене?
Замовлення не оформлене.
Замовлення ще не підтверджене.
Добре, замовлення не оформлене. Що змінити: кількість чи товар?
Скажіть, будь ласка, так, щоб оформити замовлення, або ні.
Не вдалося підтвердити замовлення. З'єдную з оператором.
Щойно ви підтвердите, замовлення буде оформлене.
Коли замовлення буде підтверджено, я назву номер.
Після вашого підтвердження замовлення буде прийнято.
Чи оформити замовлення?
Хочете, щоб замовлення було оформлено сьогодні?
Замовлення скасоване.
Я можу знайти шини, назвати ціну та оформити замовлення.
Ваш номер прихований. На який номер телефону оформити замовлення?
Ви ще не підтвердили замовлення.
Чернетку замовлення створено, зараз зачитаю.
Замовлення #412345: ще не підтверджене. Ще щось?
Ці шини зроблені у Фінляндії.
Оформлене замовлення може змінити оператор.
Оформленный заказ может изменить оператор.
An operator can change an order that is placed.
""".strip().splitlines()


@pytest.mark.parametrize("text", CLAIMS)
def test_a_claim_is_found_however_it_is_worded(text: str) -> None:
    assert says_placed(text)


@pytest.mark.parametrize("text", HONEST)
def test_a_question_a_negation_or_a_promise_is_no_claim(text: str) -> None:
    assert not says_placed(text)
