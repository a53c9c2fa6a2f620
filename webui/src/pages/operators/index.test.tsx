import { fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { beforeEach, describe, expect, it } from "vitest";
import { session, type Role } from "@/api/session";
import { answering, refusal, type AskedRequest } from "@/testing/server";
import { go } from "@/ui/router";
import { handoversQuery } from "./handovers";
import Door from "./index";
import { verbsOf } from "./itemacts";
import type { Operator } from "./operators";
import { itemsQuery, type Item } from "./worklist";

const OLA: Operator = {
  ...{ operator_id: "o1", name: "Ola", interface: "PJSIP/101", user_id: "u1" },
  ...{ skills: ["tyres"], queues: ["sales"], presence: "free" as const, reason: "" },
  ...{ since: "2026-11-23T07:00:00Z", seen_at: null, version: 3 },
};
const MAX: Operator = {
  ...OLA,
  ...{ operator_id: "o2", name: "Max <b>Muster</b>", interface: "PJSIP/102", user_id: null },
};
const ITEM: Item = {
  ...{ item_id: "i1", at_s: 1_790_000_000, call_id: "c1", kind: "callback", reason: "callback" },
  ...{ order_id: "", phone: "+38050***33", about: "шини", when: "", state: "open" },
  ...{ claimed_by: "", claimed_name: "", claimed_s: 0, closed_s: 0, closed_by: "" },
  ...{ closed_name: "", outcome: "", note: "", reopened: 0 },
};
const SALES = {
  ...{ queue: "sales", title: "Tyres", skills: [], service_level_s: 20 },
  ...{ operators: 2, free: 1, version: 1 },
};

type Rules = Record<string, (asked: AskedRequest) => object | Response>;

function house(rules: Rules) {
  return answering({ "GET /api/v1/queues": () => ({ items: [SALES] }), ...rules });
}

function enter(role: Role): void {
  session.value = { name: "ola", role, userId: "u1", sessionId: "s1" };
}

describe("the operators' page", () => {
  beforeEach(() => {
    enter("supervisor");
    go("/operators");
  });

  it("shows who is there, as text whatever the name is", async () => {
    house({ "GET /api/v1/operators": () => ({ items: [OLA, MAX] }) });
    render(<Door />);
    await screen.findByText("Max <b>Muster</b>");
    expect(screen.getByText("2 free")).toBeTruthy();
    expect(document.querySelector("td b, th b")).toBeNull();
  });

  it("narrows by what the address says", async () => {
    go("/operators?name=ola&presence=free");
    house({ "GET /api/v1/operators": () => ({ items: [OLA, MAX] }) });
    render(<Door />);
    expect((await screen.findAllByRole("row")).length).toBe(2);
    expect(screen.queryByText("Max <b>Muster</b>")).toBeNull();
  });

  it("lets an operator pause himself with a reason, and shows what the server says", async () => {
    enter("operator");
    let now = OLA;
    const { asked } = house({
      "GET /api/v1/operators": () => ({ items: [now, MAX] }),
      "PUT /api/v1/operators/:id/presence": ({ body }) => {
        now = { ...now, ...(body as Partial<Operator>), version: 4 };
        return now;
      },
    });
    render(<Door />);
    fireEvent.input(await screen.findByLabelText("Reason"), { target: { value: "lunch" } });
    await waitFor(() =>
      expect(screen.getByLabelText<HTMLInputElement>("Reason").value).toBe("lunch"),
    );
    const mine = screen.getByRole("group", { name: "My presence" });
    fireEvent.click(within(mine).getByRole("button", { name: "paused" }));
    await waitFor(() =>
      expect(
        within(mine).getByRole("button", { name: "paused" }).getAttribute("aria-pressed"),
      ).toBe("true"),
    );
    const put = asked.find((each) => each.method === "PUT");
    expect(put?.path).toBe("/api/v1/operators/o1/presence");
    expect(put?.body).toEqual({ presence: "paused", reason: "lunch" });
    expect(screen.queryByRole("button", { name: "Add operator" })).toBeNull();
  });

  it("changes an operator with the version that was read", async () => {
    const { asked } = house({
      "GET /api/v1/operators": () => ({ items: [MAX] }),
      "PUT /api/v1/operators/:id": () => MAX,
    });
    render(<Door />);
    fireEvent.click(await screen.findByRole("button", { name: "Change Max <b>Muster</b>" }));
    const dialog = within(await screen.findByRole("dialog", { hidden: true }));
    fireEvent.input(dialog.getByLabelText("Skills"), { target: { value: "oil,  tyres, oil" } });
    fireEvent.click(await dialog.findByLabelText("sales"));
    await waitFor(() =>
      expect(dialog.getByLabelText<HTMLInputElement>("Skills").value).toBe("oil,  tyres, oil"),
    );
    fireEvent.click(dialog.getByRole("button", { name: "Save", hidden: true }));
    await waitFor(() => expect(asked.some((each) => each.method === "PUT")).toBe(true));
    const put = asked.find((each) => each.method === "PUT");
    expect(put?.headers.get("If-Match")).toBe('"3"');
    expect(put?.body).toMatchObject({ skills: ["oil", "tyres"], queues: [], user_id: null });
  });

  it("tells how each queue did, and leads to its hand-overs", async () => {
    go("/operators/queues?period=7d");
    house({
      "GET /api/v1/queues/:queue/report": () => ({
        ...{ queue: "sales", since: "", until: "", handed_over: 10, answered: 8, abandoned: 1 },
        ...{ other: 1, answered_share: 0.8, wait_p50_s: 7.6, wait_p95_s: null },
        ...{ service_level_s: 20, service_level: 0.75 },
      }),
    });
    render(<Door />);
    await screen.findByText("8 (80%)");
    expect(screen.getByText("75% in 20 s")).toBeTruthy();
    expect(screen.getByText("1 of 2 free")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Tyres" }).getAttribute("href")).toBe(
      "/operators/handovers?period=7d&queue=sales",
    );
  });

  it("asks for hand-overs as the address says, without what is no value", () => {
    const asked = handoversQuery(
      new URLSearchParams("queue=sales&answered=false&status=A%20B&call_id=1&period=24h&x=1"),
      Date.parse("2026-11-23T12:00:00Z"),
    );
    expect(asked).toEqual({
      since: "2026-11-22T12:00:00.000Z",
      queue: "sales",
      answered: false,
    });
  });

  it("asks for what is to do, unless the address says otherwise", () => {
    expect(itemsQuery(new URLSearchParams())).toEqual({ state: "open" });
    expect(itemsQuery(new URLSearchParams("state=all&claimed=me&kind=order"))).toEqual({
      claimed: "me",
      kind: "order",
    });
  });

  it("shows the number to who takes an item on", async () => {
    enter("operator");
    go("/operators/worklist");
    const { asked } = house({
      "GET /api/v1/worklist": () => ({ items: [ITEM], next: null }),
      "POST /api/v1/worklist/:id/claim": () => ({
        ...ITEM,
        ...{ phone: "+380501112233", claimed_by: "u1", claimed_name: "ola" },
      }),
    });
    render(<Door />);
    fireEvent.click(await screen.findByRole("button", { name: "Take it on" }));
    await screen.findByText("+380501112233");
    expect(screen.getByText("you")).toBeTruthy();
    expect(asked.find((each) => each.method === "POST")?.headers.get("Idempotency-Key")).toMatch(
      /.{8}/,
    );
  });

  it("shows who was quicker when an item is taken", async () => {
    enter("operator");
    go("/operators/worklist");
    house({
      "GET /api/v1/worklist": () => ({ items: [ITEM], next: null }),
      "GET /api/v1/worklist/:id": () => ({ ...ITEM, claimed_by: "u9", claimed_name: "Taras" }),
      "POST /api/v1/worklist/:id/claim": () =>
        refusal(409, "conflict", { detail: "it is claimed" }),
    });
    render(<Door />);
    fireEvent.click(await screen.findByRole("button", { name: "Take it on" }));
    await screen.findByText("Taras");
    expect(screen.getByText("it is claimed")).toBeTruthy();
  });

  it("offers of an item only what the user may do", () => {
    expect(verbsOf(ITEM, "u1", false)).toEqual(["claim", "done"]);
    expect(verbsOf({ ...ITEM, claimed_by: "u1" }, "u1", false)).toEqual(["done", "release"]);
    expect(verbsOf({ ...ITEM, claimed_by: "u2" }, "u1", false)).toEqual([]);
    expect(verbsOf({ ...ITEM, claimed_by: "u2" }, "u1", true)).toEqual(["release"]);
    expect(verbsOf({ ...ITEM, state: "done" }, "u1", false)).toEqual(["reopen"]);
  });

  it("lets a viewer look and nothing else", async () => {
    enter("viewer");
    go("/operators/worklist");
    house({ "GET /api/v1/worklist": () => ({ items: [ITEM], next: null }) });
    render(<Door />);
    await screen.findByText("шини");
    expect(screen.queryByRole("button", { name: "Take it on" })).toBeNull();
  });
});
