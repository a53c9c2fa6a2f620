"""Which callers try a new engine: the plan, who changed it, and what was counted.

Lives here because the workers, the command and the admin API all read it. Imports no
engine and no vendor; what measures and compares is in ``callcore.engines.rollout``.
"""
