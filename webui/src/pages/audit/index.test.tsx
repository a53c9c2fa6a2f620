import { fireEvent, render, screen } from "@testing-library/preact";
import { beforeEach, expect, test } from "vitest";
import Door, { detailOf, isoOf, localOf } from "./index";
import { answering, refusal } from "@/testing/server";
import { go } from "@/ui/router";

const ENTRY = {
  audit_id: 1,
  at: "2026-11-20T10:00:00Z",
  by_user: null,
  by_name: "olena",
  action: "call.transfer",
  subject: "6f0f3f3e-0000-4000-8000-000000000001",
  detail: { reason: "asked", n: 3 },
};
const users = () => ({ items: [{ user_id: "u1", name: "olena" }], next: null });

beforeEach(() => go("/audit"));

test("entries are told with a link to the call they are about", async () => {
  answering({
    "GET /api/v1/users": users,
    "GET /api/v1/audit": () => ({ items: [ENTRY], next: null }),
  });
  render(<Door />);
  expect(await screen.findByText("reason=asked, n=3")).toBeTruthy();
  expect(screen.getByText(ENTRY.subject).getAttribute("href")).toBe(`/calls/${ENTRY.subject}`);
});

test("the filter of the address is what is asked", async () => {
  const { asked } = answering({
    "GET /api/v1/users": users,
    "GET /api/v1/audit": () => ({ items: [], next: null }),
  });
  go("/audit?action=user&by_user=u1&nonsense=1");
  render(<Door />);
  await screen.findByText("No entry fits");
  const query = asked.find((each) => each.path.endsWith("/audit"))?.query;
  expect(Object.fromEntries(query ?? [])).toEqual({ action: "user", by_user: "u1", limit: "100" });
  fireEvent.click(screen.getByText("Clear the filter"));
  expect(location.search).toBe("?nonsense=1");
});

test("a problem is shown with a way to ask again", async () => {
  answering({
    "GET /api/v1/users": users,
    "GET /api/v1/audit": () => refusal(503, "unavailable"),
  });
  render(<Door />);
  expect(await screen.findByText(/A part of the house is down/)).toBeTruthy();
  expect(screen.getByText("Try again")).toBeTruthy();
});

test("times of the form are of here, those of the address are UTC", () => {
  const iso = "2026-11-20T10:00:00.000Z";
  expect(isoOf(localOf(iso))).toBe(iso);
  expect(localOf("nonsense")).toBe("");
  expect(isoOf("")).toBe("");
});

test("details that are no text are told as JSON", () => {
  expect(detailOf({ a: "x", b: [1, null] })).toBe("a=x, b=[1,null]");
});
