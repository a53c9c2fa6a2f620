"""What a person does to a call that is on, and what became of it."""
