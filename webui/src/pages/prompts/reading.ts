// What this page asks the server for, and what follows from it.
import { api, ask, askTagged } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Row = Schemas["PromptRow"];
export type Prompt = Schemas["Prompt"];
export type Packaged = Schemas["Packaged"];
export type Difference = Schemas["Difference"];
export type Run = Schemas["Run"];
export type Runs = Schemas["Runs"];

export const LANGUAGES = ["uk", "ru", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Texts = Readonly<Record<Language, string>>;

/** All versions. `whole` is false in a house with more of them than anybody reads. */
export interface Shelf {
  readonly rows: readonly Row[];
  readonly packaged: readonly string[];
  readonly whole: boolean;
}

/** A prompt as it was read, with the ETag that a change of it must show. */
export interface Tagged {
  readonly prompt: Prompt;
  readonly etag: string;
}

const MOST_PAGES = 5;
const PAGE = 200;

/** Read all versions: which one is in use, and which was before, must not depend on a page. */
export async function readShelf(signal: AbortSignal): Promise<Shelf> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  for (let page = 1; ; page++) {
    const query: { limit: number; cursor?: string } = { limit: PAGE };
    if (cursor !== null) query.cursor = cursor;
    const told: Schemas["PromptsPage"] = await ask(
      api.GET("/api/v1/prompts", { params: { query }, signal }),
    );
    rows.push(...told.items);
    cursor = told.next ?? null;
    if (cursor === null || page === MOST_PAGES)
      return { rows, packaged: told.packaged, whole: cursor === null };
  }
}

export async function readPrompt(promptId: string, signal?: AbortSignal): Promise<Tagged> {
  const path = { prompt_id: promptId };
  const asked = { params: { path }, ...(signal === undefined ? {} : { signal }) };
  const { data, etag } = await askTagged(api.GET("/api/v1/prompts/{prompt_id}", asked));
  return { prompt: data, etag };
}

export function textsOf(told: Readonly<Record<string, string>>): Texts {
  return { uk: told["uk"] ?? "", ru: told["ru"] ?? "", en: told["en"] ?? "" };
}

/** What new calls use. */
export interface InUse {
  readonly version: string;
  /** Null: it came with callcore. */
  readonly row: Row | null;
}

export function inUse(shelf: Shelf): InUse {
  const row = shelf.rows.find((each) => each.state === "published") ?? null;
  return { version: row?.version ?? shelf.packaged.at(-1) ?? "", row };
}

/** What a roll-back leads to, as the server chooses it: what was published last before what is
 * in use and was not taken back since, else the packaged one. Null if nothing is before it. */
export function beforeThat(shelf: Shelf): string | null {
  const present = inUse(shelf).row;
  if (present === null) return null;
  const place = (row: Row) => `${row.published_at ?? ""} ${row.prompt_id}`;
  const earlier = shelf.rows
    .filter((row) => row.state === "retired" && row.taken_back_at === null)
    .filter((row) => place(row) < place(present))
    .sort((one, other) => (place(one) < place(other) ? 1 : -1));
  return earlier[0]?.version ?? shelf.packaged.at(-1) ?? null;
}

const PACKAGED = /^v\d{1,4}$/;

/** Whether an address names a prompt that came with callcore. */
export function isPackaged(id: string): boolean {
  return PACKAGED.test(id);
}

/** Where a version stands. */
export function addressOf(shelf: Shelf, version: string): string | null {
  const row = shelf.rows.find((each) => each.version === version);
  if (row !== undefined) return `/prompts/${row.prompt_id}`;
  return shelf.packaged.includes(version) ? `/prompts/${version}` : null;
}
