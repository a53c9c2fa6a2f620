"""English words that the offline agent listens for. A ``*`` ends a word's beginning."""

from __future__ import annotations

from typing import Final

CONCEPTS: Final[dict[str, str]] = {
    "tyre": "tyre* tire* rubber*",
    "wheel": "wheel* rim rims alloy* disk* disc*",
    "oil": "oil oils lubric*",
    "winter": "winter* snow* vinter*",
    "summer": "summer* sumer*",
    "all-season": "all_season* allseason* all-season* all_weather",
    "cheaper": "cheap* inexpensive budget lowest least_expensive",
    "dearer": "most_expensive more_expensive best dearest premium priciest",
    "last": "last",
    "any": "any anyone whichever doesnt_matter dont_care you_choose up_to_you",
    "more": "more other others else another different more_options",
    "order": "order buy purchase ill_take i_will_take take_it take_them take_the get_me "
    "i_want_it want_them go_for ill_have book_it deal",
    "want": "need want looking_for look_for interested searching find get",
    "price": "price* cost* how_much expensive total",
    "stock": "stock available availability in_store left how_many_do_you_have",
    "status": "status where_is_my wheres_my my_order_number order_number track* "
    "my_order check_the_order check_order check_my when_will",
    "operator": "operator human person manager* agent somebody someone_else "
    "real_person representative consultant speak_to talk_to connect_me transfer_me "
    "transfer",
    "bye": "bye goodbye good_bye see_you thats_all that_is_all nothing_else "
    "hang_up thats_it that_is_it",
    "thanks": "thank thanks thank_you cheers",
    "repeat": "repeat say_again say_that_again once_more come_again pardon "
    "didnt_hear what_did_you_say one_more_time again",
    "help": "help what_can_you_do who_are_you what_do_you_sell what_do_you_have "
    "are_you_a_robot are_you_a_bot are_you_real",
    "abuse": "idiot* stupid* fuck* shit* moron* bitch* asshole* damn*",
    "hello": "hello hi hey good_morning good_afternoon good_evening",
    "set": "set sets",
    "pair": "pair couple",
    "pieces": "piece* pcs unit units tyre* tire* wheel* rims cans canister* "
    "bottle* of_them",
    "change": "change* instead correct_the amend",
    "quantity": "quantity amount how_many number_of",
    "cancel": "cancel* forget_it never_mind dont_place dont_order",
    "litres": "litre* liter*",
    "sorry": "actually wait sorry",
}
