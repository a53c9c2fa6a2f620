-- Who may use the admin API, what they did, and what they asked already.

CREATE TABLE users (
    user_id        uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name           text NOT NULL,          -- as it is shown
    name_key       text NOT NULL UNIQUE,   -- as it is compared: NFKC, case folded
    role           text NOT NULL
                   CHECK (role IN ('viewer', 'operator', 'supervisor', 'admin')),
    password_hash  text NOT NULL,          -- argon2id with its parameters
    password_until timestamptz,            -- a one-time password ends then; null: his own
    disabled       boolean NOT NULL DEFAULT false,
    totp_secret    text NOT NULL DEFAULT '',
    totp_on        boolean NOT NULL DEFAULT false,  -- confirmed with a first code
    totp_step      bigint NOT NULL DEFAULT 0,       -- the last step that was used
    version        integer NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now()
);

-- One-time codes for who lost his telephone; sha256, they are random and long enough.
CREATE TABLE recovery_codes (
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    code_hash  bytea NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);

-- A login until its logout. Rows of removed users stay until their tokens are over: the
-- denylist in Redis is seeded from here.
CREATE TABLE sessions (
    session_id    uuid PRIMARY KEY,
    user_id       uuid REFERENCES users ON DELETE SET NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    used_at       timestamptz NOT NULL DEFAULT now(),  -- login or the last refresh
    expires_at    timestamptz NOT NULL,                -- absolute
    revoked_at    timestamptz,
    revoked_why   text NOT NULL DEFAULT '',
    address       text NOT NULL DEFAULT '',
    user_agent    text NOT NULL DEFAULT ''
);
CREATE INDEX sessions_of_user ON sessions (user_id, used_at DESC);
CREATE INDEX sessions_revoked ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- Each is used once; one that comes again after that ends its session.
CREATE TABLE refresh_tokens (
    token_hash  bytea PRIMARY KEY,         -- sha256 of 256 random bits
    session_id  uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    used_at     timestamptz
);
CREATE INDEX refresh_tokens_of_session ON refresh_tokens (session_id);

CREATE TABLE audit (
    audit_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT now(),
    by_user   uuid,                        -- no reference: it outlives the user
    by_name   text NOT NULL,
    action    text NOT NULL,               -- user.created, login.failed, call.hangup...
    subject   text NOT NULL,               -- what it was done to
    detail    jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_by_action ON audit (action, audit_id DESC);
CREATE INDEX audit_by_user ON audit (by_user, audit_id DESC);
CREATE INDEX audit_by_subject ON audit (subject, audit_id DESC);
CREATE INDEX audit_by_time ON audit (at, audit_id);

-- The first answer to an action, for who asks again with the same key.
CREATE TABLE idempotency_keys (
    user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    key         text NOT NULL,
    endpoint    text NOT NULL,
    digest      text NOT NULL,             -- of the whole request
    attempt     uuid NOT NULL,             -- who runs it; a later one takes over a dead one
    started_at  timestamptz NOT NULL DEFAULT now(),
    status      integer,                   -- null while it runs
    headers     jsonb NOT NULL DEFAULT '[]',
    body        bytea NOT NULL DEFAULT '',
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (started_at);

-- Filters and columns of a page that somebody keeps under a name.
CREATE TABLE saved_views (
    view_id     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name        text NOT NULL,
    page        text NOT NULL,
    query       jsonb NOT NULL DEFAULT '{}',
    shared      boolean NOT NULL DEFAULT false,
    version     integer NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, page, name)
);
CREATE INDEX saved_views_shared ON saved_views (page, name) WHERE shared;
