"""Sentences in which people are named, and in which nobody is: what the name tagger learns from.

``uk/``, ``ru/`` and ``en/`` hold what was written for it; ``README.md`` says by whom and under
which licence. Pure but for reading these files: chance comes from a seeded :class:`dice.Dice`.
"""
