// What the server says on the line of a try, read with suspicion: a newer one may say more.

export type Fields = Readonly<Record<string, unknown>>;

export interface TryEvent {
  readonly name: string;
  /** Seconds since 1970. */
  readonly atS: number;
  readonly fields: Fields;
}

export type Heard =
  | { readonly is: "started"; readonly callId: string }
  | { readonly is: "event"; readonly event: TryEvent }
  | { readonly is: "typed"; readonly result: string }
  | { readonly is: "ended"; readonly reason: string };

/** Read a message; null for what we do not know. */
export function read(message: string): Heard | null {
  const told = parsed(message);
  switch (told["type"]) {
    case "started":
      return { is: "started", callId: text(told["call_id"]) };
    case "event": {
      const fields = isRecord(told["fields"]) ? told["fields"] : {};
      return {
        is: "event",
        event: { name: text(told["name"]), atS: number(told["at_s"]), fields },
      };
    }
    case "typed":
      return { is: "typed", result: text(told["result"]) };
    case "ended":
      return { is: "ended", reason: text(told["reason"]) };
    default:
      return null;
  }
}

export const startOf = (language: string) => JSON.stringify({ type: "start", language });
export const textOf = (said: string) => JSON.stringify({ type: "text", text: said });
export const HANG_UP = JSON.stringify({ type: "hangup" });

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function number(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

function parsed(message: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(message);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
