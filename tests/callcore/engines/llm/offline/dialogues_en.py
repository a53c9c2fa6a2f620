"""English dialogues: (caller, tools of the turn, words of the reply)."""

S, C, R, K = "search_products", "create_order", "read_back_order", "confirm_order"
T, E, Q = "transfer_to_operator", "end_call", "order_status"
D, X, W = "product_details", "cancel_order", "delivery_options"
B, A = "request_callback", "check_stock"

DIALOGUES = {
    "a whole order": (
        [
            ("hello", "", "What do you need"),
            ("I need winter tyres two oh five fifty five sixteen", S, "Michelin Alpin for 4 650 UAH"),
            ("the Michelin ones please", "", "How many"),
            ("four", f"{C} {R}", ""),
            ("yes please", K, "placed. The number is #100001"),
            ("no thanks, goodbye", E, "Goodbye"),
        ],
        [("p0", 4)],
    ),
    "everything in one sentence": (
        [
            ("hi I want to order four Michelin winter tyres 205 55 R16", f"{S} {C} {R}", ""),
            ("Yes, that's correct.", K, "placed"),
            ("thank you", E, "Goodbye"),
        ],
        [("p0", 4)],
    ),
    "digits run together": (
        [("winter 20555R16 tires", S, "Which one"), ("cheapest", "", "Premiorri"),
         ("a set", f"{C} {R}", ""), ("yes", K, "placed")],
        [("p2", 4)],
    ),
    "recogniser writes hyphens and a garbled brand": (
        [("I need winter tires 205-55-16.", S, ""), ("Mishlan", "", "Michelin"),
         ("Two.", f"{C} {R}", ""), ("Yes.", K, "placed")],
        [("p0", 2)],
    ),
    "two or five": (
        [("tyres two or five fifty five r sixteen", S, "winter"), ("summer", S, "Hankook"),
         ("four", f"{C} {R}", ""), ("yes that is right", K, "placed")],
        [("p6", 4)],
    ),
    "a size that is one slip off is asked about": (
        [("winter tyres two oh five fifty five sixty", "", "Did you say winter tyres 205/55 R16"),
         ("yes", S, "Which one"), ("the second one", "", "Michelin"),
         ("one", f"{C} {R}", ""), ("yes", K, "placed")],
        [("p0", 1)],
    ),
    "a denied guess": (
        [("tyres two oh five fifty five sixty", "", "Did you say"), ("no", "", "Sorry"),
         ("one seventy five seventy thirteen", S, "Rosava"), ("no", "", "anything else"),
         ("no", E, "Goodbye")],
        [],
    ),
    "size piece by piece": (
        [("tyres", "", "Which size"), ("two oh five fifty five", S, ""), ("sixteen", S, "winter"),
         ("all season", S, "Goodyear"), ("a pair", f"{C} {R}", ""), ("yes", K, "placed")],
        [("p9", 2)],
    ),
    "no at the read-back, then another quantity": (
        [("hankook summer tyres 205 55 16", S, "How many"), ("four", f"{C} {R}", ""),
         ("no", "", "What should I change"), ("make it three", f"{C} {R}", ""),
         ("yes I confirm", K, "placed")],
        [("p6", 3)],
    ),
    "yes but is no yes": (
        [("hankook summer tyres 205 55 16", S, "How many"), ("four", f"{C} {R}", ""),
         ("yes but make it two", f"{C} {R}", ""), ("yeah no", R, "Please say yes"),
         ("yes", K, "placed")],
        [("p6", 2)],
    ),
    "mhm is asked again": (
        [("hankook summer tyres 205 55 16", S, ""), ("four", f"{C} {R}", ""),
         ("mhm", R, "Please say yes"), ("okay", R, "Please say yes"), ("uh", T, "operator")],
        [],
    ),
    "cancelled at the read-back": (
        [("wheels R16", S, "Rial"), ("four", f"{C} {R}", ""), ("cancel it", X, "cancelled"),
         ("no", E, "Goodbye")],
        [],
    ),
    "another one after the read-back": (
        [("winter tyres 195 65 15", S, "Rosava"), ("the last one", "", "Michelin"),
         ("three", f"{C} {R}", ""), ("no, the cheaper one", f"{C} {R}", ""), ("yes", K, "placed")],
        [("p4", 3)],
    ),
    "oil": (
        [("I need oil", "", "Which viscosity"), ("five w thirty", S, "4 l"),
         ("four litres", "", "Castrol"), ("how much is it", D, "1 890 UAH"),
         ("two", f"{C} {R}", ""), ("yes", K, "placed")],
        [("p11", 2)],
    ),
    "oil said in one breath": (
        [("Castrol oil five w thirty four litres", S, "How many"), ("one", f"{C} {R}", ""),
         ("correct", K, "placed")],
        [("p11", 1)],
    ),
    "less in stock than wanted": (
        [("rosava winter 195 65 15 four pieces", S, "only have 3"), ("ok", f"{C} {R}", ""),
         ("yes", K, "placed")],
        [("p4", 3)],
    ),
    "out of stock": (
        [("Kumho summer 235 65 17", S, "out of stock"), ("no thank you", E, "Goodbye")], [],
    ),
    "empty search, then without the brand": (
        [("michelin tyres 225 45 17", S, "no tyres Michelin"), ("yes", S, "Continental"),
         ("two", f"{C} {R}", ""), ("yes", K, "placed")],
        [("p7", 2)],
    ),
    "nothing at all": (
        [("winter tyres 275 40 20", S, "nothing like that"), ("operator", T, "operator")], [],
    ),
    "status": (
        [("where is my order", "", "order number"), ("one two three four five six", Q, "on its way"),
         ("no", E, "Goodbye")],
        [],
    ),
    "status of an unknown order": (
        [("what is the status of order 99", Q, "cannot find"), ("777", Q, "cannot find"),
         ("888", f"{Q} {T}", "operator")],
        [],
    ),
    "human at any time": (
        [("winter tyres 205 55 16", S, ""), ("can I speak to a human", T, "operator")], [],
    ),
    "three times not understood": (
        [("blah blurp", "", "did not catch"), ("zorp", "", "still did not"), ("fnord", T, "operator")],
        [],
    ),
    "understood again in between": (
        [("blah", "", "did not catch"), ("hello", "", "What do you need"), ("blah", "", "did not catch"),
         ("zorp", "", "still"), ("help", "", "I can find")],
        [],
    ),
    "repeat, abuse, help": (
        [("wheels R15", S, "Dezent"), ("say that again", "", "Dezent"), ("you idiot", "", "I am sorry"),
         ("two", f"{C} {R}", ""), ("repeat please", R, ""), ("yes", K, "placed")],
        [("p16", 2)],
    ),
    "two orders in one call": (
        [("wheels R15", S, "Dezent"), ("four", f"{C} {R}", ""), ("yes", K, "placed"),
         ("yes", "", "What do you need"), ("motul oil", S, "Motul"), ("one", f"{C} {R}", ""),
         ("yes please", K, "#100002"), ("no", E, "Goodbye")],
        [("p16", 4), ("p14", 1)],
    ),
    "goodbye with an open draft": (
        [("wheels R15", S, ""), ("four", f"{C} {R}", ""), ("goodbye", E, "not placed")], [],
    ),
    "delivery asked about first, then wanted": (
        [("hi do you deliver?", W, "Nova Poshta branch costs 120 UAH"), ("wheels R16", S, "How many"),
         ("four", f"{C} {R}", ""), ("no, send it to Lviv, Nova Poshta branch five", "", "recipient's name"),
         ("john smith", f"{C} {R}", ""), ("yes", K, "placed")],
        [("p17", 4)],
    ),
    "delivery in the first sentence": (
        [("four michelin winter tyres 205 55 16, delivered to kyiv by courier", f"{S} {W}", "street and house"),
         ("12 green street", "", "name"), ("my name is oliver", f"{C} {R}", ""), ("yes please", K, "placed")],
        [("p0", 4)],
    ),
    "two products in one order": (
        [("wheels R16", S, ""), ("four", f"{C} {R}", ""), ("and four litres of castrol oil five w thirty too", S, "How many"),
         ("one", f"{C} {R}", ""), ("yes", K, "placed"), ("no", E, "Goodbye")],
        [(("p17", 4), ("p11", 1))],
    ),
    "one of two products taken out again": (
        [("wheels R16 and castrol oil 5w-30 four litres", S, "How many"), ("four", S, "How many"), ("two", f"{C} {R}", ""),
         ("take out the oil", f"{C} {R}", ""), ("yes", K, "placed")],
        [("p17", 4)],
    ),
    "an order of old is cancelled after its question": (
        [("cancel my order 412345", f"{Q} {X}", ""), ("yes", X, "#412345 is cancelled"), ("no", E, "")], [],
    ),
    "an order of old that he keeps": (
        [("cancel my order 412345", f"{Q} {X}", ""), ("no", "", "stays as it is"), ("bye", E, "")], [],
    ),
    "the order of this call is cancelled after all": (
        [("wheels R16", S, ""), ("four", f"{C} {R}", ""), ("yes", K, "placed"), ("actually cancel it", X, ""),
         ("yes", X, "is cancelled")],
        [("p17", 4)],
    ),
    "too late to cancel": (
        [("cancel my order 123456", Q, "on its way"), ("yes", T, "operator")], [],
    ),
    "his wife's order": (
        [("where is my order 700700, it is on my wife's number", "", "phone number"),
         ("067 123 45 67", Q, "delivered"), ("no", E, "")],
        [],
    ),
    "called back": ([("please call me back tomorrow after six", B, "call you back"), ("no", E, "")], []),
    "price, stock, discount": (
        [("wheels R16", S, ""), ("is it really in stock", A, "12 left"), ("how much is it", D, "4 890 UAH"),
         ("give me a discount", "", "fixed"), ("four", f"{C} {R}", ""), ("half price or nothing", R, "fixed"),
         ("yes", K, "placed")],
        [("p17", 4)],
    ),
}  # fmt: skip
