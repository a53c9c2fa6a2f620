import { fireEvent, render, screen } from "@testing-library/preact";
import { describe, expect, it, vi } from "vitest";
import { answering, refusal } from "@/testing/server";
import { NewsCorner } from "@/ui/telling";
import { Exporting, isCut, nameOf } from "./exporting";
import { filterOf } from "./filter";

const FILTER = filterOf(new URLSearchParams("outcome=lost&sort=cost"), "admin");

function show() {
  return render(
    <>
      <Exporting filter={FILTER} />
      <NewsCorner />
    </>,
  );
}

describe("an export", () => {
  it("asks for exactly the filter and saves what came", async () => {
    const saved: { name: string; text: Promise<string> }[] = [];
    const files = new Map<string, Blob>();
    vi.spyOn(URL, "createObjectURL").mockImplementation((file) => {
      files.set("blob:1", file as Blob);
      return "blob:1";
    });
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      saved.push({
        name: this.download,
        text: files.get(this.href)?.text() ?? Promise.resolve(""),
      });
    });
    const { asked } = answering({
      "GET /api/v1/calls/export": () => new Response("call_id\r\nc1\r\n"),
    });
    show();
    fireEvent.click(screen.getByRole("button", { name: "CSV" }));
    await screen.findByText(/is in your downloads/);
    expect(Object.fromEntries(asked[0]?.query ?? [])).toEqual({ outcome: "lost", format: "csv" });
    expect(saved[0]?.name).toMatch(/^calls-\d{8}-\d{4}\.csv$/);
    expect(await saved[0]?.text).toBe("call_id\r\nc1\r\n");
  });

  it("says that it could not be had", async () => {
    answering({ "GET /api/v1/calls/export": () => refusal(503, "unavailable") });
    show();
    fireEvent.click(screen.getByRole("button", { name: "JSON" }));
    await screen.findByText("A part of the house is down. Try again soon.");
  });

  it("knows by the end of the file whether the server cut it", async () => {
    const cut = "cut after 100000 calls: narrow the filter\r\n";
    expect(await isCut(new Blob(["call_id\r\nc1\r\n", cut]), "csv")).toBe(true);
    expect(await isCut(new Blob(["call_id\r\nc1\r\n"]), "csv")).toBe(false);
    expect(await isCut(new Blob(['{"items":[],"cut":true}\n']), "json")).toBe(true);
    expect(
      await isCut(new Blob(['{"items":[{"reason":"cut\\":true"}],"cut":false}']), "json"),
    ).toBe(false);
  });

  it("names a file by the time of this browser's zone", () => {
    expect(nameOf("json", new Date(2026, 0, 5, 7, 3))).toBe("calls-20260105-0703.json");
  });
});
