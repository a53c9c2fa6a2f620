-- What is kept of calls. Written by the archive process from the workers' spools, in order
-- and exactly once (spool_positions moves in the same transaction).

CREATE TABLE spool_positions (
    spool_id    uuid PRIMARY KEY,          -- one per spool folder, made with it
    writer      text NOT NULL,
    delivered   bigint NOT NULL,           -- number of the last record that is in the tables
    damaged     bigint NOT NULL DEFAULT 0, -- records that could not be read or taken
    updated_at  timestamptz NOT NULL DEFAULT now(),
    over_at     timestamptz                -- its writer is gone and all of it is here
);

CREATE TABLE calls (
    call_id       uuid PRIMARY KEY,
    started_at    timestamptz NOT NULL,
    ended_at      timestamptz,             -- null while it is live
    duration_ms   integer,
    caller        text COLLATE "C" NOT NULL DEFAULT '',-- as Asterisk gave it; personal, masked by role
    did           text NOT NULL DEFAULT '',
    language      text NOT NULL DEFAULT '',
    worker        text NOT NULL DEFAULT '',
    prompt        text NOT NULL DEFAULT '',-- version, and the hash of what was really said
    prompt_sha    text NOT NULL DEFAULT '',
    stt_arm       text NOT NULL DEFAULT '',
    next          text NOT NULL DEFAULT '',-- end | human | a dialplan target
    outcome       text NOT NULL DEFAULT 'live'
                  CHECK (outcome IN ('live', 'ended', 'human', 'target', 'lost')),
    reason        text NOT NULL DEFAULT '',-- goodbye, caller-hung-up, stt-dead...
    turns         integer NOT NULL DEFAULT 0,
    barge_ins     integer NOT NULL DEFAULT 0,
    tool_calls    integer NOT NULL DEFAULT 0,
    tool_errors   integer NOT NULL DEFAULT 0,
    degradations  integer NOT NULL DEFAULT 0,
    worst_turn_ms integer,                 -- the longest wait for an answer
    cost_micros   bigint NOT NULL DEFAULT 0,
    unpriced      integer NOT NULL DEFAULT 0,
    order_ids     text[] NOT NULL DEFAULT '{}',
    recording     text NOT NULL DEFAULT '',-- its name in the archive of recordings
    recording_ms  integer,
    transcript_gone_at timestamptz,        -- retention took the words
    recording_gone_at  timestamptz,
    spool_id      uuid,                    -- of the worker that held it
    search        tsvector NOT NULL DEFAULT ''::tsvector
);
CREATE INDEX calls_by_time ON calls (started_at DESC, call_id DESC);
CREATE INDEX calls_live ON calls (started_at DESC, call_id DESC) WHERE ended_at IS NULL;
CREATE INDEX calls_by_caller ON calls (caller, started_at DESC, call_id DESC);
CREATE INDEX calls_by_did ON calls (did, started_at DESC, call_id DESC);
CREATE INDEX calls_by_outcome ON calls (outcome, started_at DESC, call_id DESC);
CREATE INDEX calls_by_reason ON calls (reason, started_at DESC, call_id DESC);
CREATE INDEX calls_by_language ON calls (language, started_at DESC, call_id DESC);
CREATE INDEX calls_by_worker ON calls (worker, started_at DESC, call_id DESC);
CREATE INDEX calls_by_prompt ON calls (prompt, started_at DESC, call_id DESC);
CREATE INDEX calls_by_arm ON calls (stt_arm, started_at DESC, call_id DESC);
CREATE INDEX calls_by_worst_turn ON calls (coalesce(worst_turn_ms, -1) DESC, call_id DESC);
CREATE INDEX calls_by_duration ON calls (coalesce(duration_ms, -1) DESC, call_id DESC);
CREATE INDEX calls_by_cost ON calls (cost_micros DESC, call_id DESC);
CREATE INDEX calls_degraded ON calls (started_at DESC, call_id DESC) WHERE degradations > 0;
CREATE INDEX calls_tool_errors ON calls (started_at DESC, call_id DESC) WHERE tool_errors > 0;
CREATE INDEX calls_open_by_spool ON calls (spool_id) WHERE ended_at IS NULL;
CREATE INDEX calls_recorded ON calls (started_at) WHERE recording <> '';
CREATE INDEX calls_with_words ON calls (started_at) WHERE transcript_gone_at IS NULL;
CREATE INDEX calls_by_order ON calls USING gin (order_ids) WITH (fastupdate = off)
    WHERE order_ids <> '{}';
CREATE INDEX calls_by_words ON calls USING gin (search) WITH (fastupdate = off);

-- A turn is what the caller said and what was heard of the answer.
CREATE TABLE turns (
    call_id        uuid NOT NULL REFERENCES calls ON DELETE CASCADE,
    turn           integer NOT NULL,       -- 0 is the greeting
    at_s           real NOT NULL,          -- since the call's first frame
    caller_text    text NOT NULL DEFAULT '',
    agent_text     text NOT NULL DEFAULT '',
    language       text NOT NULL DEFAULT '',
    cut            boolean NOT NULL DEFAULT false, -- the caller took the floor
    endpointing_ms real, stt_ms real, llm_ms real, tts_ms real, filler_ms real, wire_ms real,
    total_ms       real,
    PRIMARY KEY (call_id, turn)
);

CREATE TABLE tool_calls (
    call_id   uuid NOT NULL REFERENCES calls ON DELETE CASCADE,
    seq       integer NOT NULL,            -- of its tool:called event
    turn      integer NOT NULL,
    at_s      real NOT NULL,
    tool      text NOT NULL,
    arguments text NOT NULL DEFAULT '',    -- JSON, masked
    ok        boolean,                     -- null while it runs
    result    text NOT NULL DEFAULT '',
    took_ms   real,
    PRIMARY KEY (call_id, seq)
);

-- The journal of a call, without partials: replay and the raw view read it.
CREATE TABLE call_events (
    call_id uuid NOT NULL REFERENCES calls ON DELETE CASCADE,
    seq     integer NOT NULL,
    t       real NOT NULL,
    event   text NOT NULL,
    fields  jsonb NOT NULL,
    PRIMARY KEY (call_id, seq)
);

-- The ledger: lines as callcore.shared.costs makes them; a line is never changed.
CREATE TABLE ledger (
    line_id       uuid PRIMARY KEY,
    at            timestamptz NOT NULL,
    call_id       uuid,                    -- null: the house's own (probes, phrases)
    component     text NOT NULL,           -- stt | llm | tts | ...
    provider      text NOT NULL,
    model         text NOT NULL,
    arm           text NOT NULL DEFAULT '',
    price_id      text NOT NULL DEFAULT '',
    amount_micros bigint,                  -- null: nobody knows the price
    currency      text NOT NULL DEFAULT 'USD',
    units         jsonb NOT NULL,          -- quantities by unit
    aside         boolean NOT NULL DEFAULT false, -- work that the call did not ask for
    record        jsonb NOT NULL           -- the whole line as the usage log writes it
);
CREATE INDEX ledger_by_time ON ledger (at);
CREATE INDEX ledger_by_call ON ledger (call_id);

-- What became of callers at the operators, as the dialplan reports it.
CREATE TABLE handovers (
    handover_id uuid PRIMARY KEY,
    call_id     uuid,                      -- null: nobody knows which call it was
    at          timestamptz NOT NULL,
    status      text NOT NULL,             -- ANSWER, ABANDON, TIMEOUT, other...
    queue       text NOT NULL DEFAULT '',
    waited_s    real,                      -- at the queue
    since_ai_s  real,                      -- since the agent let go
    member      text NOT NULL DEFAULT ''   -- interface of who answered, as PJSIP/101
);
CREATE INDEX handovers_by_time ON handovers (at DESC, handover_id DESC);
CREATE INDEX handovers_by_call ON handovers (call_id);

-- Recordings that wait on a machine for their place in the archive.
CREATE TABLE recordings_due (
    call_id  uuid PRIMARY KEY REFERENCES calls ON DELETE CASCADE,
    home     uuid NOT NULL,                -- of the machine's data folder
    path     text NOT NULL,                -- the WAV file there
    ms       integer NOT NULL,
    tries    integer NOT NULL DEFAULT 0,
    after    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX recordings_due_by_home ON recordings_due (home, after);

-- Jobs that one machine of all does at a time, and when each was done last.
CREATE TABLE archive_jobs (
    job      text PRIMARY KEY,
    holder   uuid NOT NULL,
    until    timestamptz NOT NULL,         -- the holder's lease
    done_at  timestamptz
);
