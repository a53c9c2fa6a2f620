"""The house itself: its settings as they are in force, and how much its workers log."""
