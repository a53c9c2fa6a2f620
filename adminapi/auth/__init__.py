"""Who is asking: passwords, tokens, sessions, second factors.

PostgreSQL is the truth about sessions; Redis only makes a no quick. Nothing here fails open.
"""
