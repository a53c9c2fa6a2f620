"""What would a caller experience now? Looks at everything, changes nothing, serves no call.

Stands above the rooms that it examines; each is imported only when its turn comes, so that
a broken one is a finding and not a crash.
"""
