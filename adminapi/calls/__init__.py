"""Calls of record: search, detail, events, transcripts, exports.

Reads only; callers' words and numbers are hostile text and leave as JSON, plain text or safe
CSV.
"""
