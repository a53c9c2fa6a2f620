-- Operators, their queues, and how far the office has read what the archive wrote.

CREATE TABLE queues (
    queue            text PRIMARY KEY CHECK (queue <> ''), -- as in CALLCORE_QUEUES
    title            text NOT NULL DEFAULT '',
    skills           text[] NOT NULL DEFAULT '{}',
    service_level_s  integer NOT NULL DEFAULT 20 CHECK (service_level_s > 0),
    version          integer NOT NULL DEFAULT 1,
    updated_at       timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE operators (
    operator_id  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name         text NOT NULL,
    interface    text NOT NULL UNIQUE,     -- as the dialplan reports it: PJSIP/101
    user_id      uuid UNIQUE REFERENCES users ON DELETE SET NULL,
    skills       text[] NOT NULL DEFAULT '{}',
    presence     text NOT NULL DEFAULT 'offline'
                 CHECK (presence IN ('free', 'busy', 'paused', 'offline')),
    reason       text NOT NULL DEFAULT '', -- of a pause, or who set it: by report
    since        timestamptz NOT NULL DEFAULT now(),
    seen_at      timestamptz,              -- set by himself, or reported to have answered
    version      integer NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX operators_by_name ON operators (name, operator_id);

CREATE TABLE operator_queues (
    operator_id  uuid NOT NULL REFERENCES operators ON DELETE CASCADE,
    queue        text NOT NULL REFERENCES queues ON DELETE CASCADE,
    PRIMARY KEY (operator_id, queue)
);
CREATE INDEX operator_queues_by_queue ON operator_queues (queue);

-- Reports of hand-overs that the office has drawn its conclusions from: presence, callbacks.
CREATE TABLE handovers_seen (
    handover_id  uuid PRIMARY KEY REFERENCES handovers ON DELETE CASCADE,
    seen_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX handovers_by_queue ON handovers (queue, at DESC, handover_id DESC);
