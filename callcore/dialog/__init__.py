"""Who may speak and what happens next: tables and text. Pure; time is an argument."""
