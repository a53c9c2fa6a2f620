"""English words that tell how a turn ends and who interrupts."""

from __future__ import annotations

from typing import Final

from callcore.dialog.words.table import (
    TalkOver,
    TurnWords,
    anywhere,
    beginning,
    ending,
    whole,
    words,
)

_PREPOSITIONS: Final = (
    "to of for with without from at by in on into onto about under over between per "
    "near around than like before after"
)
_PAUSING: Final = (
    r"(?:just )?(?:a|one|give me a|wait a|wait one) (?:second|sec|moment|minute)(?: please)?",
    r"let me (?:see|think|check|look|find it|have a look|get it|remember)",
    r"(?:hold|hang) on(?: please)?",
    r"(?:please )?wait(?: please)?",
    r"(?:its|it is|i have it) somewhere here",
    r"bear with me",
)

TURN: Final = TurnWords(
    hesitations=words(
        "um umm uh uhh er err erm ehm eh ah hm hmm m mm well like basically actually "
        "anyway eer uhm ahm"
    ),
    dangling=words(
        "and or but because cause so if which when while unless until whether though "
        "although plus as also just only maybe perhaps probably even",
        _PREPOSITIONS,
        "the a an my your our their his its every each some very really quite another",
        "i we they im id ill ive youre weve theyre youve",
        "is are am was were be been will would could should can may might must shall "
        "do does did has had not wont cant didnt doesnt isnt",
    ),
    stranded=words(_PREPOSITIONS),
    open_verbs=words(
        "need want wanted needed order buy get find have take see know ask say tell "
        "give show check change prefer book got purchase replace looking searching "
        "interested calling"
    ),
    light=words(
        "i we you id ill im ive we re do does did would could can will to please hello "
        "hi hey good morning afternoon evening day yes yeah ok okay well so just also "
        "and but like really am are be going gonna wanna love thank thanks sorry maybe "
        "um uh er erm now there the shop"
    ),
    modifiers=words(
        "winter summer season new used alloy steel engine motor synthetic front rear "
        "studded"
    ),
    answers=words(
        "yes yeah yep yup no nope nah correct exactly absolutely definitely sure never"
    ),
    agreeing=words("ok okay mhm aha right alright fine good great perfect uhhuh huh"),
    polite=words(
        "um uh er please thanks thank you very much sir madam maam oh well all thats that is it "
        "course of then so just"
    ),
    amounts=words("set pair couple dozen sets pairs all both single everything half"),
    anchors=words(
        "need want like take order buy looking confirm cancel connect deliver install fit "
        "cost costs can could would will find give show tell check change prefer speak "
        "talk help repeat choose know send pay pick make lets dont cannot thats"
    ),
    question_words=words(
        "what which how when where who why whats hows wheres whens whose"
    ),
    least_question=3,
    asking=beginning(
        r"(?:(?:hello|hi|hey|and|so|ok|okay|well|please|yes|no|but|um|uh) )*"
        r"(?:do|does|did|can|could|will|would|is|are|have|has|should|may) "
        r"(?:you|i|we|they|it|there|the|this|that|these|those|my)",
    ),
    subordinate=beginning(
        r"(?:(?:well|so|ok|okay|and|but|um|uh) )*(?:if|when (?:i|we|you|they|he|she)|before|"
        r"since|as soon as|because|while|after|once|although|even if)",
    ),
    whole=whole(
        r"(?:(?:ok|okay|great|good|no|yes|all right|alright|well) )*"
        r"(?:thanks?|thank you|many thanks|thanks a lot|cheers)(?: so| very)?(?: much)?"
        r"(?: for .+)?",
        r"(?:.* )?(?:good ?bye|bye(?: bye)?|see you|have a (?:nice|good) day)",
        r"(?:(?:an?|the|human|real|live) )*(?:operator|human|person)(?: please)?",
        r"(?:what|pardon|sorry|excuse me|again|repeat|say again|come again)(?: please)?",
        r"how (?:much|many)|why|where|when|which|which one|who",
        r"(?:i )?(?:dont|do not) (?:know|care|understand)|i see|i understand",
        r"(?:no )?(?:that|thats|that is) (?:all|it|right|correct|fine|wrong)(?: .{0,20})?",
        r"nothing(?: else)?|cancel(?: it)?|stop|(?:not really|of course|why not|go ahead)",
    ),
    closing=ending(
        "please", "thank you", "thanks", "bye", "goodbye", "thats all", "that is all",
        "thats it", "nothing else", "as soon as possible", "right now", "today",
        "tomorrow", "or not", "you know what i mean", "if possible",
    ),
    closed=ending(
        "(?:think|hope|guess|say|believe) so", "(?:hope|guess|probably|of course|why|"
        "maybe|or|rather|better) not", "(?:yes|no|yeah|so|of course) (?:i|we|you|it|they)"
        " (?:do|did|am|are|is|can|will|would|could|have|was|does|dont|should|had)",
        "i (?:do|did|dont|didnt|cant|wont)", "(?:it|that) (?:does|doesnt|isnt)",
        "(?:go|come|move|later|and so|from now|put (?:it|them)) on",
        "(?:how|who|where|what|how much|how many) are (?:you|they|we)", "come in", "here (?:i|we) (?:am|are)",
        "(?:what|which|where|when|who|how much|how many|how)(?: \\w+)?(?: \\w+)? (?:it|that|this|"
        "they|he|she|those|these|tyres|prices) (?:is|are|was|costs|cost)",
        "(?:what|which \\w+|all|whatever|everything)(?: do)?(?: \\w+)? you (?:have|got|need)",
        "(?:dont|do not|didnt|let me) know", "i see", "(?:yes|if|when|as) (?:i|you|we) can",
        "(?:what|how) (?:should|can|must|do|shall) i do", "what to do", "(?:as|if) you like",
        "(?:my|an|the|this|that|another|cancel|place|confirm|first|of) order",
        "(?:i|we) (?:ordered|called|asked) about", "(?:what|which one) (?:can|should) i take",
        "go with", "nice to have", "i got", "you said so", "in stock", "(?:i have) already",
    ),
    trailing=ending(
        *_PAUSING,
        r"(?<!this )(?<!that )(?<!same )(?<!which )(?<!what )(?:number|name|size|address|"
        r"phone)(?: is| was| its)",
        r"(?:my|phone|telephone|mobile|order|cell)(?: phone| order)? (?:number|numbers)",
        r"(?<!know )(?<!is )(?<!on )(?:my|the) (?:name|size|address)",
        "how (?:much|many) (?:is|are|does|do|would|will)", "what (?:about|if)", "how about",
        "such as", "for (?:example|instance)", "as well as", "you know", "i mean",
        "^(?:\\w+ ){0,3}i (?:think|guess|believe|hope|thought|wonder)(?: that)?",
        "(?:ones?|things?|those|me|you|know|said|is|was) that", "(?:told|asked|tell) (?:me|us)",
        "(?:want|like|need|wanted|going) to (?:know|ask|order|buy|check|find|get|say|see)",
        "(?:so|and) please", "so that",
        "(?<!how )(?<!who )(?<!where )(?:can|could|would|will|do|are|have|did) you(?: please)?",
        "(?:give|tell|show|let|find|sell|get|bring) me", "(?:would|d|i) like(?: to)?",
        "looking for", "(?:something|anything|somewhere|size|number) like", "instead of",
        "(?:set|pair|couple|kind|sort|lot|one|two|four) of", "more than", "have got",
        "there (?:is|are)", "if (?:i|you|we|they|it)", "(?:and|but|so|or|because|when) "
        "(?:i|you|we|they|it|then)", "(?:do|does) it", "can i(?: please)?",
    ),
    units=ending(
        "pieces?", "t[iy]re?s?", "wheels?", "sets?", "lit(?:re|er)s?", "cans?", "inch(?:es)?",
        "bottles?", "units?", "rims?", "pairs?", "hryvnias?", "of (?:them|those|these)",
        "cars?", "months?", "years?", "days?", "canisters?", "pcs", "hours?",
    ),
    glue=words(
        "r zr er are our by on and x slash double triple w dash plus then next the is "
        "number profile rim radius inch size point code"
    ),
    phone_cues=words("phone telephone mobile cell"),
    number_cues=words("number numbers"),
    order_cues=words("order"),
    size_cues=words("r zr rim radius diameter inch size are"),
    scales=words("hundred thousand million"),
)  # fmt: skip

TALK: Final = TalkOver(
    backchannels=words(
        "mhm mm hm hmm m aha ah oh uhhuh huh uh ok okay right good great fine sure nice "
        "cool alright really wow perfect understood gotcha interesting well um umm er "
        "so true indeed"
    ),
    backchannel_phrases=anywhere(
        "i see", "got it", "go on", "go ahead", "all right", "of course", "i understand",
        "makes sense", "sounds good", "that is (?:good|great|fine)", "i am listening",
        "im listening", "thats (?:good|great|fine|nice|right)", "very good", "oh good",
        "no problem",
    ),
    yes=words("yes yeah yep yup correct exactly"),
    interrupting=words(
        "stop wait no nope operator human cancel wrong incorrect enough listen sorry "
        "pardon help repeat again what dont not actually but person goodbye bye hello"
    ),
    interrupting_phrases=anywhere(
        "hold on", "hang on", "excuse me", "one (?:moment|second|minute)", "just a "
        "(?:moment|second|minute|sec)", "shut up", "be quiet", "never mind", "thats all",
        "(?:that is|thats) (?:all|it|enough)", "thank you", "i (?:need|want|have|dont)",
        "can (?:i|you)", "how (?:much|many)", "let me",
    ),
)  # fmt: skip
