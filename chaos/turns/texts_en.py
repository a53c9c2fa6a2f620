"""What English callers say to a tyre shop; see :mod:`chaos.turns.markup` for the signs.

A line is ``question> turn``: which of :data:`ASKED` the agent has said before. The
sentences of ``TEST`` and of ``TRAIN`` have no line in common.
"""

from __future__ import annotations

from typing import Final

FILLERS: Final = ("um", "uh", "erm")

ASKED: Final = {
    "hello": "How can I help you?",
    "confirm": "Four tyres for two hundred and forty dollars. Shall I place the order?",
    "phone": "What is your phone number?",
    "order": "What is your order number?",
    "size": "What size are your tyres?",
    "amount": "How many would you like?",
    "name": "What is your name, please?",
    "address": "Where should we deliver it?",
    "more": "Anything else?",
    "problem": "What happened?",
}

TRAIN: Final = {
    "plain": """
hello> I would like to order winter tyres for my {car}.
hello> Do you have {brand} tyres in stock?
hello> I want to check the status of my order.
hello> Could you put me through to a person?
hello> What time do you close on {day}?
name> My name is {name}.
address> Please deliver it to {city}.
more> No thank you, that is everything.
amount> I will take {n} of them.
hello> How much does a set of {brand} cost?
more> Thank you very much for your help.
problem> The parcel arrived with a broken box.
hello> I am calling about the delivery on {day}.
""",
    "yesno": """
confirm> Yes.
confirm> Yes, please.
confirm> No.
confirm> No, thank you.
confirm> That is right.
confirm> Sure.
confirm> Okay, go ahead.
confirm> Not really.
confirm> Yes, | that sounds good.
more> No, that is all.
confirm> Of course.
""",
    "number": """
order> {order}.
order> It is {order}.
order> My order number is {order}.
order> The number is ~ {order}.
amount> {n}.
amount> {n} please.
order> Order number {order}, placed on {day}.
amount> I need {n}, | maybe {n}.
order> Let me see, | it says {order}.
""",
    "digits": """
phone> {phone}.
phone> My number is {phone}.
phone> It is {phone}.
phone> You can call me on {phone}.
phone> Sure, | it is {phone}.
phone> The number is | {phone}.
phone> Please write it down, | {phone}.
""",
    "size": """
size> {size}.
size> I think it is {size}.
size> The size is | {size}.
size> They are {size}, I believe.
size> It says {width} | {profile} | {rim} on the side.
size> {width} | {profile}, | {rim} inch.
size> My tyres are {width} by {profile} by | {rim}.
""",
    "trailing": """
hello> I need four winter tyres and ~ two bottles of oil.
hello> I was calling because ~ my delivery is late.
hello> I want to order {n} tyres but @ I do not know the size.
hello> Do you have them in {brand} or ~ something cheaper?
hello> I would like to ask if ~ you open on {day}.
hello> I am looking for @ tyres for my {car}.
hello> My car is a {car} so @ I think I need bigger ones.
address> You can bring it to ~ my office in {city}.
problem> The driver came but @ nobody was at home.
more> And I also want to ~ change the delivery day.
hello> We ordered the ones that ~ you had on sale.
name> It is {name} with ~ two letters at the end.
""",
    "hesitation": """
phone> {phoneh}.
phone> My number is {phoneh}.
phone> It is {phoneh}.
phone> The best number is {phoneh}.
phone> Well, | try {phoneh}.
order> It is {orderh}.
order> The number is {orderh}.
""",
    "restart": """
hello> I need a win/ter set of tyres today // I need a summer set for my {car}.
hello> Can you deliver on mon/day morning // can you deliver on {day}?
amount> I want thr/ee of them please // I want {n} of them.
name> My name is ro/bert and I called // my name is {name}.
hello> I would like to can/cel my order today // I would like to change my order.
hello> How much is the del/ivery to the city // how much is the fitting?
size> It is two hundred fif/teen and so on // it is {size}.
address> Send it to the of/fice in town // send it to my home in {city}.
""",
    "comma": """
hello> Hello, | I want to buy tyres for my {car}.
hello> Good morning, | my name is {name}, | I have a question about my order.
hello> If you have {brand}, | I will take a full set.
more> Well, | when I ordered them on {day}, | you said two days.
problem> The box was open, | one tyre was missing, | and the driver just left.
hello> I need {n} tyres, | a bottle of oil, | and a filter.
address> It is in {city}, | next to the old station.
hello> Before I order anything, | I would like to know the price.
more> Yes, | one more thing, | can I pay by card?
""",
    "long": """
hello> So, | I bought tyres from you last year | and they were very good, | but now one of them loses air ~ every few days | and I wonder if you could repair it.
hello> I have a {car}. | It is quite old. | I drive mostly in the city, | so @ I do not need anything expensive.
problem> I waited at home all day on {day}. | Nobody called me, | and when I called your office ~ they told me | that the parcel was still in {city}.
hello> My wife ordered {brand} tyres @ on your website | and she made a mistake with the size, | so we would like to change it | before you send them.
hello> What I would really like to know | is whether you can fit them the same day | because I have to drive to {city} | on {day} in the evening.
more> I have been a customer for years. | I always paid on time. | So please @ tell me | why this takes so long.
""",
}

TEST: Final = {
    "plain": """
hello> I am interested in all season tyres.
hello> Can I return a product that I bought last week?
hello> Is it possible to pay on delivery?
hello> Where is my parcel?
name> This is {name} speaking.
address> I live in {city}.
more> That would be all, thanks.
amount> Just {n} will do.
hello> Have you got anything by {brand}?
problem> Two of the wheels are damaged.
""",
    "yesno": """
confirm> Yeah.
confirm> Yep, do it.
confirm> No, not today.
confirm> Correct.
confirm> Absolutely.
confirm> I do not think so.
confirm> Right, | I agree.
more> Nothing else.
""",
    "number": """
order> The code on the letter is {order}.
order> I have {order} here.
order> {order}, if I read it right.
amount> Make it {n}.
order> One second, | here it is, | {order}.
amount> About {n}, | I guess.
""",
    "digits": """
phone> Yes, my mobile is {phone}.
phone> Call {phone}.
phone> Reach me at {phone}, please.
phone> Take this one, | {phone}.
phone> So that would be | {phone}.
""",
    "size": """
size> On the tyre I can read {size}.
size> We use {width} | {profile} | {rim}.
size> Should be {size}.
size> The wheels are {rim} inch | and the width is {width}.
size> {width} slash {profile}, | rim {rim}.
""",
    "trailing": """
hello> I saw an offer on your page for ~ the {brand} ones.
hello> Can you tell me when @ the next delivery comes?
hello> It is for my brother who ~ drives a {car}.
hello> I would take the cheap ones unless ~ you have something better.
problem> They sent me the wrong size which @ does not fit at all.
address> Leave it with ~ my neighbour in {city}.
more> I also wanted to know whether @ fitting is included.
hello> We need a new battery and @ maybe wiper blades.
amount> Let us say ~ {n} of them.
""",
    "hesitation": """
phone> Yes, my mobile is {phoneh}.
phone> Wait, | it should be {phoneh}.
phone> Reach me at {phoneh}.
order> I have here {orderh}.
order> The code says {orderh}.
""",
    "restart": """
hello> Are you open on sat/urday afternoon // are you open on {day}?
hello> I want to pay by ca/rd at the door // I want to pay in cash.
amount> Give me si/x of those // give me {n}.
name> I am pe/ter from the garage // I am {name}.
problem> The left ty/re was flat again // the right one was flat.
hello> Do you sell sum/mer tyres as well // do you sell rims?
""",
    "comma": """
hello> Hi, | this is {name}, | I am calling about a refund.
hello> As far as I remember, | you promised free delivery.
more> Actually, | since you ask, | I need one more set.
problem> First it was late, | then it was the wrong colour.
address> The blue house, | second floor, | in {city}.
hello> When the snow comes, | will you still have {brand}?
more> Fine, | but on {day}, | not earlier.
""",
    "long": """
hello> The thing is | that I changed my mind, | because a friend told me @ about the {brand} ones | and they seem to be quieter ~ on the motorway.
problem> I opened the box yesterday. | There were only three tyres inside. | I paid for four, | so @ what do we do now?
hello> I would like to book an appointment ~ for some time next week, | if that is possible, | but not on {day} | since I am in {city} that day.
hello> We run a small taxi company with @ eleven cars, | most of them are a {car}, | and every autumn we need new tyres, | so I hope | that you can give us a better price.
more> There is one more thing. | My invoice has the wrong name on it. | It should say ~ {name}.
""",
}
