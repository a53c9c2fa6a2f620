"""Prompts of the agent: drafts, differences, regression runs, publishing, rolling back.

Workers read the published one; this room never talks to a model.
"""
