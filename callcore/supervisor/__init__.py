"""The front desk and the watchdog: admits callers, starts and watches the workers.

Imports desk, protocol and shared only: no engines, no Redis, no native code, so that it
starts fast, stays small and has nothing to crash of.
"""
