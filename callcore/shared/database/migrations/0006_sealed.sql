-- What is kept of people on purpose: apart from the rest, sealed by a key of the environment
-- (callcore.shared.sealed, docs/personal-data.md). PostgreSQL never sees it in clear. Rows of
-- earlier versions are sealed by `callcore db migrate`, and by the archive process.

CREATE TABLE call_callers (
    call_id uuid PRIMARY KEY REFERENCES calls ON DELETE CASCADE,
    sealed  text COLLATE "C" NOT NULL      -- the caller's number; opens for this row only
);

-- calls.caller is empty from now on. Its number is found by marks (callcore.shared.sealed.marks).
ALTER TABLE calls ADD COLUMN caller_mark bigint;                          -- of the whole number
ALTER TABLE calls ADD COLUMN caller_marks bigint[] NOT NULL DEFAULT '{}'; -- of its beginnings
DROP INDEX calls_by_caller;
CREATE INDEX calls_by_caller ON calls (caller_mark, started_at DESC, call_id DESC);
CREATE INDEX calls_by_caller_begin ON calls USING gin (caller_marks) WITH (fastupdate = off)
    WHERE caller_marks <> '{}';
CREATE INDEX calls_in_clear ON calls (call_id) WHERE caller <> '';

-- phone, about and wished are empty from now on; note holds a sealed text.
ALTER TABLE worklist ADD COLUMN sealed text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX worklist_in_clear ON worklist (item_id)
    WHERE (phone, about, wished) <> ('', '', '') OR (note <> '' AND note NOT LIKE 'v1.%');

-- Numbers in saved filters are sealed from now on; what stood there in clear is not kept.
UPDATE saved_views SET query = query - 'caller' - 'caller_prefix'
    WHERE query ?| ARRAY['caller', 'caller_prefix'];
