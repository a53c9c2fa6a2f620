"""Stand-ins that behave as measured: a phone, a clock, a leak check, a model server."""
