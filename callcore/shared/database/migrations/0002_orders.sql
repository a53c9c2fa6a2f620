-- What must not be lost of orders, and what humans must look at.

-- One row a call: the keys of its requests to the shop, as records that callcore.store folds.
CREATE TABLE outbox (
    call_id      text PRIMARY KEY,
    owner        uuid NOT NULL,             -- the process that settles it
    version      bigint NOT NULL,           -- the newest wins, whenever it arrives
    records      json NOT NULL,             -- json, not jsonb: kept as it was written
    leased_until timestamptz NOT NULL,      -- then its owner is taken for dead
    settled_at   timestamptz,               -- nothing is in doubt; forgotten after days
    changed_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outbox_by_owner ON outbox (owner) WHERE settled_at IS NULL;
CREATE INDEX outbox_by_lease ON outbox (leased_until) WHERE settled_at IS NULL;
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;

-- Callbacks that were promised, and orders that were in doubt.
CREATE TABLE worklist (
    item_id    text PRIMARY KEY CHECK (item_id <> ''),
    at         timestamptz NOT NULL,
    call_id    text NOT NULL,
    kind       text NOT NULL,               -- callback | order
    reason     text NOT NULL DEFAULT '',
    order_id   text NOT NULL DEFAULT '',
    phone      text NOT NULL DEFAULT '',    -- personal, masked by role
    about      text NOT NULL DEFAULT '',    -- the caller's words
    wished     text NOT NULL DEFAULT '',    -- when it suits him, in his words
    state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
    claimed_by text NOT NULL DEFAULT '',    -- a user's id, '' while nobody is at it
    claimed_at timestamptz,
    closed_at  timestamptz,
    closed_by  text NOT NULL DEFAULT '',
    outcome    text NOT NULL DEFAULT '',    -- a short word: reached, not-reached...
    note       text NOT NULL DEFAULT '',
    reopened   integer NOT NULL DEFAULT 0,  -- how often
    changes    integer NOT NULL DEFAULT 0,  -- the ETag
    CHECK ((state = 'done') = (closed_at IS NOT NULL))
);
CREATE INDEX worklist_by_time ON worklist (at DESC, item_id DESC);
CREATE INDEX worklist_open ON worklist (at, item_id) WHERE state = 'open';
CREATE INDEX worklist_by_call ON worklist (call_id);
