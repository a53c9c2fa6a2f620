-- When the sanitizer has read a whole call again (callcore.archive.secondlook). Calls of earlier
-- versions, whose sanitizer knew no names, are read again after the migration.

ALTER TABLE calls ADD COLUMN reviewed_at timestamptz;
CREATE INDEX calls_to_review ON calls (started_at DESC, call_id)
    WHERE reviewed_at IS NULL AND ended_at IS NOT NULL AND transcript_gone_at IS NULL;
