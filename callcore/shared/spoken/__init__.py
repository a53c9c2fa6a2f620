"""Numbers as people say them, both ways: words to numbers, numbers to words.

Lives here because the dialogue, the voices and the PII sanitizer all need it. Pure tables
and loops; imports nothing but :mod:`callcore.shared.ids`; never raises on any text.
"""
