"""PostgreSQL, where everything of record is: connections, migrations, errors.

Plain SQL with psycopg in a few threads (D-106). No table is named here: who keeps something
has its SQL beside its port.
"""
