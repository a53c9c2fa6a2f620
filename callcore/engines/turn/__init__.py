"""Has the caller finished? Judged by the sound of the last two seconds."""
