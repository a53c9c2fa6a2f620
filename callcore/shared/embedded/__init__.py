"""The servers that come as Python wheels: a PostgreSQL and a Redis-protocol server.

For one machine without configuration, and for tests: started with the program, stopped with
it. In production both are named by their URLs and nothing here runs.
"""
