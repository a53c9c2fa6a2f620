"""A speech engine on trial: measured in calls, compared in their shadow, guarded.

Imports ports and ``callcore.shared.rollout``; knows no vendor and no other room.
"""
