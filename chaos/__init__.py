"""Load, faults and stand-ins: everything that tries the system from outside."""
