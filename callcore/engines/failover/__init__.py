"""Engines in a row: when one fails or dawdles, the next one takes its work over.

The utterance is kept whole and the sentence is known, so the caller repeats nothing and
hears nothing twice. Per call: the ladders of :mod:`.stt`, :mod:`.tts`, :mod:`.llm` and
:mod:`.nlu`. Per worker: one breaker for each engine and the prober that closes it again.
Nothing here knows a vendor, a price or a setting.
"""
