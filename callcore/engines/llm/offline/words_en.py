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
    "stock": "stock available availability in_store left how_many_do_you_have how_many_are_there "
    "how_many_of_them",
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
    "bottle* of_them can_of",
    "change": "change* instead correct_the amend",
    "quantity": "quantity amount how_many number_of",
    "cancel": "cancel* forget_it never_mind dont_place dont_order changed_my_mind change_my_mind "
    "dont_want_it dont_want_them dont_need_it dont_want_anything",
    "litres": "litre* liter*",
    "sorry": "actually wait sorry",
    "delivery": "deliver* address shipping ship ships send send* dispatch parcel by_post bring_it",
    "pickup": "pick_up pickup pick_it_up pick_them_up pick-up pick_this_up collect_it "
    "collect_them collect self-pickup come_and_get come_by get_it_myself",
    "branch": "branch* nova_po* new_post new_poshta post_office parcel_office parcel_locker",
    "courier": "courier* curier* to_the_door to_my_door my_door door_to_door to_my_home "
    "to_my_house to_my_address home_delivery to_my_place",
    "asking": "do_you does is_there are_there how what which when "
    "is_it are_you is_delivery",
    "add": "also too as_well add plus in_addition besides and_another and_some "
    "one_more_thing something_else_too additionally",
    "remove": "remove take_out take_off drop delete without_the leave_out dont_need_the "
    "no_oil no_tyres no_wheels scratch_the",
    "callback": "call_me_back please_call_back a_call_back call_me ring_me phone_me_back give_me_a_call callback "
    "ring_back get_back_to_me phone_me",
    "other-number": "another_number different_number other_number another_phone different_phone "
    "other_phone wifes husbands mothers fathers brothers sisters sons daughters "
    "friends not_my_number",
    "own-number": "i_am_calling_from im_calling_from this_number same_number current_number "
    "my_own_number",
    "phone": "phone* telephone* mobile number numbers",
    "details": "detail* tell_me_more more_about characteristic* specification* specs "
    "describe description",
    "really": "really sure certain still",
    "complaint": "complain* refund* money_back return_my return_the return_it return_them "
    "want_to_return broken damaged defect* faulty unacceptable scam* cheated",
    "haggle": "discount* haggl* bargain* percent % half_price for_free free_of_charge "
    "lower_the_price lower_price reduce_the_price change_the_price set_the_price "
    "special_price sell_it_to_me sell_me_for coupon* promo_code better_price",
    "inject": "ignore disregard forget_all forget_your forget_everything override "
    "jailbreak* your_instruction* your_rule* your_prompt system_prompt "
    "system_message prompt* you_are_now you_are_no_longer pretend roleplay "
    "role_play act_as developer_mode debug_mode admin* developer* root_access "
    "new_instruction* previous_instruction* the_words_above secret_word canary "
    "source_code api_key tool_call* call_the_tool",
    "card": "card_number credit_card my_card cvv cvc visa mastercard card_is",
    "payment": "pay payment* paying cash by_card cash_on_delivery instal*",
    "elsewhere": "opening_hours working_hours open_until you_open you_close are_you_open "
    "where_are_you your_address located warranty guarantee fitting mount* "
    "install* repair*",
    "an-order": "order orders purchase",
    "unsure": "not_sure dont_know maybe perhaps let_me_think",
    "polite": "can_you could_you can_i could_i would_you is_it_possible may_i",
}
