"""Operators, their queues, what became of callers who were handed over to them.

What is known of an operator's presence: what he or a supervisor set, and that a report of an
answered hand-over says he has just finished a conversation (the dialplan reports when the
operator's call is over, not when it begins). So nobody becomes ``busy`` by a report: who
answered was ``busy`` or ``offline`` for us becomes ``free``; a pause stays a pause.
"""
