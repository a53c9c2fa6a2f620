"""The archive process: brings what this machine kept into PostgreSQL, and keeps order there.

It delivers the spools in order and exactly once, puts recordings into their archive, marks
the calls of dead workers, and deletes what is older than the policy allows. No call waits
for it, and none notices when it dies.
"""
