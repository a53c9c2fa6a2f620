"""Ports to speech, language and voice engines; one vendor, one file.

No dialog policy lives here, and nothing here knows a call.
"""
