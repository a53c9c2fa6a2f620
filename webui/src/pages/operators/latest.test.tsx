import { act, renderHook } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { useMatched } from "./latest";

interface Row {
  readonly version: number;
  readonly name: string;
  readonly presence: string;
}

/** A server with one row; a change with another tag is refused. */
function matched(first: Row, there: Row) {
  let row = there;
  const sent: string[] = [];
  const hook = renderHook(() =>
    useMatched(first, {
      read: () => Promise.resolve(row),
      facts: ({ name }) => name,
      work: (tag: string, name: string) => {
        sent.push(`${tag} ${name}`);
        if (tag !== `"${row.version}"`)
          return Promise.reject(new Problem("changed", { status: 412 }));
        row = { ...row, version: row.version + 1, name };
        return Promise.resolve(row);
      },
    }),
  );
  return { sent, result: hook.result, row: () => row };
}

const FIRST: Row = { version: 1, name: "Ola", presence: "free" };

describe("useMatched", () => {
  it("sends the change again when only what nobody edits has moved", async () => {
    const { result, sent, row } = matched(FIRST, { ...FIRST, version: 2, presence: "busy" });
    await act(async () => {
      await result.current.run("Olha");
    });
    expect(sent).toEqual(['"1" Olha', '"2" Olha']);
    expect(row().name).toBe("Olha");
    expect(result.current.problem).toBeNull();
    expect(result.current.moved).toBe(false);
  });

  it("shows what somebody else has made of it before it is replaced", async () => {
    const { result, sent } = matched(FIRST, { ...FIRST, version: 2, name: "Olena" });
    await act(async () => {
      await result.current.run("Olha");
    });
    expect(sent).toEqual(['"1" Olha']);
    expect(result.current.problem?.word).toBe("changed");
    expect(result.current.now.name).toBe("Olena");
    expect(result.current.moved).toBe(true);
    await act(async () => {
      await result.current.run("Olha");
    });
    expect(sent).toEqual(['"1" Olha', '"2" Olha']);
    expect(result.current.problem).toBeNull();
  });
});
