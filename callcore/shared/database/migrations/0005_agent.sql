-- What the agent is and costs: rollout, prices, prompts.

-- The plan of the recogniser's rollout: one row, replaced under its version.
CREATE TABLE rollout_plan (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    version  bigint NOT NULL,
    plan     json NOT NULL
);

-- Who changed it, what, why and when; written in the same transaction, never changed.
CREATE TABLE rollout_changes (
    change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT now(),
    version   bigint NOT NULL,
    by_name   text NOT NULL,
    reason    text NOT NULL,
    before    json,                        -- null: there was none, or none to be read
    after     json NOT NULL
);

-- What each worker has counted since a version of the plan.
CREATE TABLE rollout_counters (
    worker        text PRIMARY KEY,        -- host:name, the same after a restart
    since         bigint NOT NULL,
    tally         json NOT NULL,
    changed_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX rollout_counters_by_plan ON rollout_counters (since);

-- Price tables as they were uploaded. The one that began last is the one that holds.
CREATE TABLE price_tables (
    table_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256      text NOT NULL UNIQUE,
    yaml        text NOT NULL,
    currency    text NOT NULL,
    entries     integer NOT NULL,
    note        text NOT NULL DEFAULT '',
    made_at     timestamptz NOT NULL DEFAULT now(),
    made_by     text NOT NULL,
    active_from timestamptz,               -- null: a draft
    active_by   text NOT NULL DEFAULT ''
);
CREATE INDEX price_tables_active ON price_tables (active_from DESC, table_id DESC)
    WHERE active_from IS NOT NULL;

-- Prompts of the agent. A draft may change; what was published once never does.
CREATE TABLE prompts (
    prompt_id    uuid PRIMARY KEY,
    version      text NOT NULL UNIQUE,       -- as calls.prompt names it
    texts        jsonb NOT NULL,             -- {"en": ..., "ru": ..., "uk": ...}
    sha          text NOT NULL,              -- of the three texts, in hex
    state        text NOT NULL DEFAULT 'draft'
                 CHECK (state IN ('draft', 'published', 'retired')),
    note         text NOT NULL DEFAULT '',
    based_on     text NOT NULL DEFAULT '',   -- version that the draft began as
    created_by   text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    published_by text NOT NULL DEFAULT '',
    published_at timestamptz,                -- "roll back" goes to the one before it
    row_version  integer NOT NULL DEFAULT 1  -- moves with each change
);
CREATE UNIQUE INDEX prompts_published ON prompts ((true)) WHERE state = 'published';
CREATE INDEX prompts_by_time ON prompts (created_at DESC, prompt_id DESC);

-- Runs of the prompts' test suite; `python -m chaos.prompts work` takes them.
CREATE TABLE prompt_regressions (
    run_id     uuid PRIMARY KEY,
    prompt_id  uuid NOT NULL REFERENCES prompts ON DELETE CASCADE,
    sha        text NOT NULL,                -- of the texts that were tried
    texts      jsonb NOT NULL,               -- they themselves: a draft may change meanwhile
    state      text NOT NULL DEFAULT 'queued'
               CHECK (state IN ('queued', 'running', 'passed', 'failed', 'broken')),
    report     jsonb NOT NULL DEFAULT '{}',
    asked_by   text NOT NULL DEFAULT '',
    asked_at   timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    ended_at   timestamptz,
    runner     text NOT NULL DEFAULT '',
    leased_to  timestamptz,                  -- a runner that died gives it back then
    tries      integer NOT NULL DEFAULT 0
);
CREATE INDEX prompt_regressions_by_prompt ON prompt_regressions (prompt_id, asked_at DESC);
CREATE INDEX prompt_regressions_open ON prompt_regressions (asked_at)
    WHERE state IN ('queued', 'running');

-- Who could take such runs, and when he was last seen.
CREATE TABLE prompt_runners (
    runner  text PRIMARY KEY,
    seen_at timestamptz NOT NULL DEFAULT now()
);
