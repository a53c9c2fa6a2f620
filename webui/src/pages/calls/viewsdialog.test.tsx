import { fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { beforeEach, describe, expect, it } from "vitest";
import { session, type Role } from "@/api/session";
import { answering, refusal, type AskedRequest } from "@/testing/server";
import { filterOf } from "./filter";
import { ViewsBar } from "./views";
import type { View } from "./viewrows";

const FILTER = filterOf(new URLSearchParams("period=7d&outcome=human"), "admin");

const MINE: View = {
  ...{ view_id: "v1", name: "Lost ones", page: "calls", query: { outcome: "lost" } },
  ...{ shared: false, mine: true, owner: "anna", version: 4 },
};

function enter(role: Role): void {
  session.value = { name: "anna", role, userId: "u1", sessionId: "s1" };
}

async function opened(rules: Record<string, (asked: AskedRequest) => object | Response>) {
  let items = [MINE];
  const { asked } = answering({
    "GET /api/v1/views": () => ({ items }),
    ...rules,
  });
  render(<ViewsBar filter={FILTER} />);
  fireEvent.click(screen.getByRole("button", { name: "Views…" }));
  await screen.findByText("It finds: Outcome: lost");
  return { asked, become: (views: View[]) => (items = views) };
}

describe("saved views", () => {
  beforeEach(() => enter("supervisor"));

  it("saves the present filter under a name, with its period as a period", async () => {
    const { asked } = await opened({ "POST /api/v1/views": () => ({ ...MINE, name: "Week" }) });
    const [name] = screen.getAllByLabelText("Name");
    if (name === undefined) throw new Error("no field");
    fireEvent.input(name, { target: { value: " Week " } });
    fireEvent.click(screen.getByRole("button", { name: "Save this filter" }));
    await waitFor(() => expect(asked.filter((each) => each.method === "POST")).toHaveLength(1));
    const post = asked.find((each) => each.method === "POST");
    expect(post?.body).toEqual({
      name: "Week",
      shared: false,
      page: "calls",
      query: { outcome: "human", period: "7d" },
    });
    expect(post?.headers.get("Idempotency-Key")).not.toBe("");
    // and the list is read again
    await waitFor(() =>
      expect(asked.filter((each) => each.method === "GET").length).toBeGreaterThan(1),
    );
  });

  it("says that the name is taken, beside what was typed", async () => {
    await opened({ "POST /api/v1/views": () => refusal(409, "exists") });
    const [name] = screen.getAllByLabelText<HTMLInputElement>("Name");
    if (name === undefined) throw new Error("no field");
    fireEvent.input(name, { target: { value: "Lost ones" } });
    fireEvent.click(screen.getByRole("button", { name: "Save this filter" }));
    await screen.findByText("There is one with this name already.");
    expect(name.value).toBe("Lost ones");
  });

  it("changes the version it read, and after a 412 the one it reads then", async () => {
    let version = 5;
    const { asked, become } = await opened({
      "PUT /api/v1/views/:id": ({ headers }) =>
        headers.get("If-Match") === `"${version}"`
          ? { ...MINE, version: (version += 1) }
          : refusal(412, "changed"),
    });
    become([{ ...MINE, version: 5 }]);
    const name = screen.getAllByLabelText<HTMLInputElement>("Name")[1];
    if (name === undefined) throw new Error("no field");
    fireEvent.input(name, { target: { value: "Lost" } });
    fireEvent.click(screen.getByRole("button", { name: "Save name and sharing" }));
    await screen.findByText(/Somebody else changed this/);
    expect(name.value).toBe("Lost");
    await waitFor(() => expect(asked.filter((each) => each.method === "GET")).toHaveLength(2));
    fireEvent.click(screen.getByRole("button", { name: "Save name and sharing" }));
    await waitFor(() => expect(version).toBe(6));
    const puts = asked.filter((each) => each.method === "PUT");
    expect(puts.map((each) => each.headers.get("If-Match"))).toEqual(['"4"', '"5"']);
  });

  it("deletes only when asked twice", async () => {
    const { asked } = await opened({
      "DELETE /api/v1/views/:id": () => new Response(null, { status: 204 }),
    });
    fireEvent.click(screen.getByRole("button", { name: "Delete" }));
    expect(asked.some((each) => each.method === "DELETE")).toBe(false);
    fireEvent.click(screen.getByRole("button", { name: "Delete" }));
    await waitFor(() => expect(asked.some((each) => each.method === "DELETE")).toBe(true));
    expect(asked.find((each) => each.method === "DELETE")?.headers.get("If-Match")).toBe('"4"');
  });

  it("offers to share to those who may", async () => {
    enter("operator");
    await opened({});
    expect(screen.queryByLabelText("Everybody sees it")).toBeNull();
  });
});
