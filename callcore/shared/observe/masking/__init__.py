"""How personal data is found in text: shapes, spoken numbers, check digits.

Only :mod:`callcore.shared.observe.pii` is meant for others. Pure; every pass is linear.
"""
