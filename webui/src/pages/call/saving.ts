// Files for the user: the recording, the transcript, all that is kept of a call.
import { api, ask } from "@/api/client";
import type { Call, CallEvent } from "./told";

const PAGE = 1_000; // events at once: the most that the server gives
const KEPT_MS = 60_000; // the browser has begun to write by then

export async function saveSound(callId: string): Promise<void> {
  const path = { call_id: callId };
  const told = await ask(api.POST("/api/v1/calls/{call_id}/recording-url", { params: { path } }));
  click(told.url, `call-${callId}`);
}

export async function saveText(callId: string): Promise<void> {
  const path = { call_id: callId };
  const text = await ask(
    api.GET("/api/v1/calls/{call_id}/transcript/text", { params: { path }, parseAs: "text" }),
  );
  saveAs(`call-${callId}.txt`, "text/plain", text);
}

/** All of it: what this page shows, and the whole journal. */
export async function saveJson(call: Call): Promise<void> {
  const id = call.call.call_id;
  const journal = await wholeJournal(id);
  saveAs(`call-${id}.json`, "application/json", JSON.stringify({ ...call, journal }, null, 1));
}

export async function wholeJournal(
  callId: string,
  signal?: AbortSignal,
): Promise<readonly CallEvent[]> {
  const found: CallEvent[] = [];
  let cursor: string | null = null;
  do {
    const query = { limit: PAGE, ...(cursor === null ? {} : { cursor }) };
    const page: { items: CallEvent[]; next?: string | null } = await ask(
      api.GET("/api/v1/calls/{call_id}/events", {
        params: { path: { call_id: callId }, query },
        ...(signal === undefined ? {} : { signal }),
      }),
    );
    found.push(...page.items);
    cursor = page.next ?? null;
  } while (cursor !== null);
  return found;
}

function saveAs(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  click(address, name);
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

function click(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}
