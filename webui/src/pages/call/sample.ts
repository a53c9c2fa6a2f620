// Calls for the tests of this page.
import type { Call, CallRow, ToolCall, Turn } from "./told";

export const ID = "0b6f3a52-6a54-4c1f-9a8e-1d2f3c4b5a69";

export function sampleTurn(changes: Partial<Turn> = {}): Turn {
  return {
    turn: 1,
    at_s: 7.1,
    tool_ms: null,
    caller_text: "Do you have winter tyres?",
    agent_text: "Yes, six kinds.",
    language: "en",
    cut: false,
    endpointing_ms: 500,
    stt_ms: 100,
    llm_ms: 300,
    tts_ms: 80,
    filler_ms: 0,
    wire_ms: 20,
    total_ms: 1_000,
    caller_at_s: null,
    caller_end_s: null,
    agent_at_s: null,
    agent_end_s: null,
    asked_at_s: null,
    planned_text: "",
    cut_by: "",
    phrases: [],
    stages: [],
    ...changes,
  };
}

type Phrase = Turn["phrases"][number];

export function samplePhrase(changes: Partial<Phrase>): Phrase {
  return {
    seq: 1,
    who: "agent",
    at_s: 8,
    end_s: 9,
    text: "Yes.",
    planned: "",
    cut: false,
    exact: null,
    by: "",
    aside: false,
    typed: false,
    ...changes,
  };
}

export function sampleTool(changes: Partial<ToolCall> = {}): ToolCall {
  return {
    seq: 7,
    turn: 1,
    at_s: 7.2,
    tool: "create_order",
    arguments: '{"quantity": 4}',
    ok: true,
    result: '{"order_id": "954205"}',
    took_ms: 31,
    idempotency_key: "key-of-the-order",
    prompt: "v2",
    prompt_sha: "5698b0efabf2",
    ...changes,
  };
}

export function sampleRow(changes: Partial<CallRow> = {}): CallRow {
  return {
    call_id: ID,
    started_at: "2026-11-23T07:42:19.576Z",
    ended_at: "2026-11-23T07:43:17.184Z",
    duration_ms: 57_608,
    caller: "+380••••••86",
    did: "380440000002",
    language: "en",
    worker: "w1",
    prompt: "v2",
    stt_arm: "",
    next: "end",
    outcome: "ended",
    reason: "goodbye",
    turns: 1,
    barge_ins: 0,
    tool_calls: 1,
    tool_errors: 0,
    degradations: 0,
    worst_turn_ms: 1_000,
    cost_micros: 12_300,
    unpriced: 0,
    order_ids: [],
    recorded: true,
    ...changes,
  };
}

export function sampleCall(changes: Partial<Call> = {}): Call {
  return {
    call: sampleRow(),
    prompt_sha: "5698b0efabf23868",
    recording_ms: 57_610,
    transcript_gone_at: null,
    recording_gone_at: null,
    turns: [sampleTurn()],
    tool_calls: [],
    overlaps: [],
    degradations: [],
    costs: [],
    handovers: [],
    of_record: true,
    state: "",
    events: `/api/v1/calls/${ID}/events`,
    ...changes,
  };
}
