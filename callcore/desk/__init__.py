"""Trio shells that the supervisor and its children share: link pipe, FastAGI, watchdogs.

Knows protocol and shared only: no engines, no calls, no native code.
"""
