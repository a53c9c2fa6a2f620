"""What the server must do in one step, in its own language.

``lineage`` is the id of the server's history (``master_replid``): a restart and a promotion
change it, so whoever kept it knows that writes may be missing since.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

_LINEAGE: Final = """
local function lineage()
  return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)') or ''
end
"""
_HEAD: Final = """
local function head(epoch)
  local now = lineage()
  local kept = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'lineage')
  if kept[1] and kept[3] == now then
    return kept[1], tonumber(kept[2])
  end
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'seq', '0', 'lineage', now)
  redis.call('DEL', KEYS[2])
  return epoch, 0
end
"""


@dataclass(frozen=True)
class Script:
    """A script and the digest by which the server knows it."""

    text: str
    sha: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()
        object.__setattr__(self, "sha", digest)


PUBLISH: Final = Script(
    _LINEAGE
    + _HEAD
    + """
-- KEYS head, log; ARGV a fresh epoch, channel, length of the log, its life in ms, events...
local epoch, seq = head(ARGV[1])
local first = seq + 1
redis.call('HSET', KEYS[1], 'seq', seq + #ARGV - 4)
local lines = {epoch, tostring(first)}
for i = 5, #ARGV do
  seq = seq + 1
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], seq .. '-0', 'e', ARGV[i])
  lines[#lines + 1] = ARGV[i]
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[2], table.concat(lines, '\\n'))
return {epoch, seq}
"""
)
HEAD: Final = Script(
    _LINEAGE
    + _HEAD
    + """
-- KEYS head, log; ARGV a fresh epoch, life in ms
local epoch, seq = head(ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {epoch, seq}
"""
)
BEGIN_SEED: Final = Script(
    _LINEAGE
    + """
-- KEYS seeding; ARGV life in ms
redis.call('SET', KEYS[1], lineage(), 'PX', ARGV[1])
return 1
"""
)
END_SEED: Final = Script(
    _LINEAGE
    + """
-- KEYS seeding, seeded; ARGV life in ms: 1 if nothing can have been lost since the beginning
local begun, now = redis.call('GET', KEYS[1]), lineage()
if now == '' or begun ~= now then
  return 0
end
redis.call('SET', KEYS[2], now, 'PX', ARGV[1])
redis.call('DEL', KEYS[1])
return 1
"""
)
COUNT: Final = Script(
    """
-- KEYS a list of the times of the takes; ARGV most, window in us
-- 0 if taken, else us until the oldest leaves the window. Exact: no window of this length,
-- wherever it begins, holds more than most.
local at = redis.call('TIME')
local now, most, per = at[1] * 1000000 + at[2], tonumber(ARGV[1]), tonumber(ARGV[2])
local newest = tonumber(redis.call('LINDEX', KEYS[1], -1) or now)
if newest > now + per then
  redis.call('DEL', KEYS[1])  -- the clock was far ahead
elseif newest > now then
  now = newest
end
local oldest = redis.call('LINDEX', KEYS[1], 0)
while oldest and tonumber(oldest) + per <= now do
  redis.call('LPOP', KEYS[1])
  oldest = redis.call('LINDEX', KEYS[1], 0)
end
if redis.call('LLEN', KEYS[1]) < most then
  redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
  redis.call('PEXPIRE', KEYS[1], math.ceil(per / 1000) + 1000)
  return 0
end
return oldest and math.max(1, tonumber(oldest) + per - now) or per
"""
)
PRUNE: Final = Script(
    """
-- KEYS index, then the keys of records; ARGV their members: those without a record go
for i = 2, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 0 then
    redis.call('ZREM', KEYS[1], ARGV[i - 1])
  end
end
return 1
"""
)
