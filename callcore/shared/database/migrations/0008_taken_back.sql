-- A prompt that was rolled back is never what a later roll-back leads to.

ALTER TABLE prompts ADD COLUMN taken_back_at timestamptz;
