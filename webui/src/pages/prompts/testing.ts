// Prompts for the tests of this folder.
import type { Prompt, Row, Run, Tagged } from "./reading";

export function row(more: Partial<Row> = {}): Row {
  return {
    prompt_id: "p1",
    version: "winter",
    sha: "sha-1",
    state: "draft",
    note: "",
    based_on: "v2",
    created_by: "anna",
    created_at: "2026-11-20T10:00:00.000Z",
    published_by: "",
    published_at: null,
    taken_back_at: null,
    row_version: 1,
    ...more,
  };
}

export function prompt(more: Partial<Prompt> = {}): Prompt {
  return {
    ...row(),
    texts: { en: "Sell tyres.\n{canary}", ru: "Шины.\n{canary}", uk: "Шини.\n{canary}" },
    faults: [],
    ...more,
  };
}

export function tagged(more: Partial<Prompt> = {}, etag = '"1"'): Tagged {
  return { prompt: prompt(more), etag };
}

export function run(more: Partial<Run> = {}): Run {
  return {
    run_id: "r1",
    sha: "sha-1",
    state: "passed",
    asked_by: "anna",
    asked_at: "2026-11-20T11:00:00.000Z",
    started_at: "2026-11-20T11:00:01.000Z",
    ended_at: "2026-11-20T11:00:31.000Z",
    report: {},
    ...more,
  };
}
