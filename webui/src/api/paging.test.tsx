import { act, renderHook, waitFor } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { MOST_EMPTY, usePages, type Paged } from "@/api/paging";
import { Problem } from "@/api/problem";

type Page = Paged<number> & { total?: number };

/** Pages by cursor; "" is the first. */
function list(pages: Record<string, Page | Problem>) {
  const asked: string[] = [];
  const question = (cursor: string | undefined): Promise<Page> => {
    asked.push(cursor ?? "");
    const told = pages[cursor ?? ""];
    if (told === undefined) throw new Error(`no page ${cursor ?? ""}`);
    return told instanceof Problem ? Promise.reject(told) : Promise.resolve(told);
  };
  return { asked, question };
}

describe("usePages", () => {
  it("adds what comes below what is there, and keeps what the first page said", async () => {
    const { question } = list({
      "": { items: [1, 2], next: "a", total: 3 },
      a: { items: [3], next: null, total: 1 },
    });
    const { result } = renderHook(() => usePages<number, Page>("k", question));
    await waitFor(() => expect(result.current.rows).toEqual([1, 2]));
    expect(result.current.there).toBe(true);
    void act(() => result.current.more());
    await waitFor(() => expect(result.current.rows).toEqual([1, 2, 3]));
    expect(result.current.there).toBe(false);
    expect(result.current.first?.total).toBe(3);
  });

  it("goes on over pages that are empty before the last", async () => {
    const { question, asked } = list({
      "": { items: [], next: "a" },
      a: { items: [], next: "b" },
      b: { items: [7], next: "c" },
    });
    const { result } = renderHook(() => usePages<number, Page>("k", question));
    await waitFor(() => expect(result.current.rows).toEqual([7]));
    expect(asked).toEqual(["", "a", "b"]);
    expect(result.current.there).toBe(true);
  });

  it("stops after many empty pages and lets the user decide", async () => {
    const { question, asked } = list({ "": { items: [], next: "a" }, a: { items: [], next: "a" } });
    const { result } = renderHook(() => usePages<number, Page>("k", question));
    await waitFor(() => expect(result.current.loading).toBe(false));
    expect(asked).toHaveLength(MOST_EMPTY);
    expect(result.current.there).toBe(true);
  });

  it("keeps the rows when the next page cannot be had", async () => {
    const { question } = list({ "": { items: [1], next: "a" }, a: new Problem("too-many") });
    const { result } = renderHook(() => usePages<number, Page>("k", question));
    await waitFor(() => expect(result.current.rows).toEqual([1]));
    void act(() => result.current.more());
    await waitFor(() => expect(result.current.problem?.word).toBe("too-many"));
    expect(result.current.rows).toEqual([1]);
    expect(result.current.there).toBe(true);
  });

  it("shows nothing of the old list under a new key", async () => {
    const { question } = list({ "": { items: [1], next: null } });
    const { result, rerender } = renderHook(
      ({ key }: { key: string }) =>
        usePages<number, Page>(key, key === "a" ? question : () => new Promise(() => undefined)),
      { initialProps: { key: "a" } },
    );
    await waitFor(() => expect(result.current.rows).toEqual([1]));
    rerender({ key: "b" });
    expect(result.current.rows).toEqual([]);
    expect(result.current.loading).toBe(true);
  });

  it("drops an answer that is late", async () => {
    let tell: (page: Page) => void = () => undefined;
    const slow = new Promise<Page>((done) => (tell = done));
    const { result, rerender } = renderHook(
      ({ key }: { key: string }) =>
        usePages<number, Page>(key, () =>
          key === "a" ? slow : Promise.resolve({ items: [2], next: null }),
        ),
      { initialProps: { key: "a" } },
    );
    rerender({ key: "b" });
    await waitFor(() => expect(result.current.rows).toEqual([2]));
    await act(async () => {
      tell({ items: [1], next: null });
      await slow;
    });
    expect(result.current.rows).toEqual([2]);
  });

  it("puts one row in the place of another", async () => {
    const { question } = list({ "": { items: [1, 2], next: null } });
    const { result } = renderHook(() => usePages<number, Page>("k", question));
    await waitFor(() => expect(result.current.rows).toEqual([1, 2]));
    void act(() => result.current.put((row) => row === 2, 20));
    expect(result.current.rows).toEqual([1, 20]);
  });
});
