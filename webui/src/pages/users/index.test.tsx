import { fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { beforeEach, expect, test, vi } from "vitest";
import Door from "./index";
import { answering, refusal, told } from "@/testing/server";
import { go, place } from "@/ui/router";

const USER = {
  user_id: "6f0f3f3e-0000-4000-8000-000000000001",
  name: "olena",
  role: "operator",
  disabled: false,
  second_factor: true,
  one_time_password: false,
  sessions: 1,
  last_used_at: null,
  created_at: "2026-11-01T10:00:00Z",
  updated_at: "2026-11-01T10:00:00Z",
  version: 3,
};
const SESSION = {
  session_id: "6f0f3f3e-0000-4000-8000-00000000000a",
  created_at: "2026-11-20T10:00:00Z",
  used_at: "2026-11-20T10:05:00Z",
  ends_at: "2026-11-23T10:05:00Z",
  address: "10.0.0.7",
  user_agent: "<script>alert(1)</script>",
  current: false,
};

beforeEach(() => {
  go("/users");
  // happy-dom knows no dialogs
  HTMLDialogElement.prototype.showModal = vi.fn(function (this: HTMLDialogElement) {
    this.open = true;
  });
  HTMLDialogElement.prototype.close = vi.fn();
});

test("the list is asked with the filter of the address", async () => {
  const { asked } = answering({ "GET /api/v1/users": () => ({ items: [USER], next: null }) });
  go("/users?q=ole&role=operator");
  render(<Door params={{}} />);
  expect((await screen.findByText("olena")).closest("a")?.getAttribute("href")).toBe(
    `/users/${USER.user_id}`,
  );
  expect(asked[0]?.query.get("q")).toBe("ole");
  expect(asked[0]?.query.get("role")).toBe("operator");
});

test("a role that does not exist is not asked for", async () => {
  const { asked } = answering({ "GET /api/v1/users": () => ({ items: [], next: null }) });
  go("/users?role=king");
  render(<Door params={{}} />);
  await screen.findByText("No user fits");
  expect(asked[0]?.query.has("role")).toBe(false);
});

test("a user that was made gets his password shown once", async () => {
  const { asked } = answering({
    "GET /api/v1/users": () => ({ items: [USER], next: null }),
    "POST /api/v1/users": () => ({
      user: { ...USER, name: "taras" },
      one_time_password: "abcd-efgh",
    }),
  });
  render(<Door params={{}} />);
  await screen.findByText("olena");
  fireEvent.click(screen.getByText("New user"));
  fireEvent.input(screen.getByLabelText("Name"), { target: { value: " taras " } });
  fireEvent.submit(screen.getByText("Make the user").closest("form") as HTMLFormElement);
  await screen.findByText("abcd-efgh");
  expect(asked.find((each) => each.method === "POST")?.body).toEqual({
    name: "taras",
    role: "operator",
  });
  fireEvent.click(screen.getByText("I have passed it on"));
  expect(screen.queryByText("abcd-efgh")).toBeNull();
});

test("a name that is taken is told where it was typed", async () => {
  answering({
    "GET /api/v1/users": () => ({ items: [], next: null }),
    "POST /api/v1/users": () => refusal(409, "exists"),
  });
  render(<Door params={{}} />);
  await screen.findByText("No user fits");
  fireEvent.click(screen.getByText("New user"));
  fireEvent.submit(screen.getByText("Make the user").closest("form") as HTMLFormElement);
  expect(await screen.findByText("There is one with this name already.")).toBeTruthy();
});

test("a change shows the version that was read, and what became of it", async () => {
  const { asked } = answering({
    "GET /api/v1/users/:id": () => told(USER, { ETag: '"3"' }),
    "GET /api/v1/users/:id/sessions": () => ({ items: [] }),
    "PATCH /api/v1/users/:id": () =>
      told({ ...USER, role: "supervisor", version: 4 }, { ETag: '"4"' }),
  });
  render(<Door params={{ id: USER.user_id }} />);
  fireEvent.input(await screen.findByLabelText("Role"), { target: { value: "supervisor" } });
  fireEvent.submit(screen.getByText("Save").closest("form") as HTMLFormElement);
  await waitFor(() => expect(screen.getAllByText("supervisor").length).toBeGreaterThan(1));
  const sent = asked.find((each) => each.method === "PATCH");
  expect(sent?.headers.get("If-Match")).toBe('"3"');
  expect(sent?.body).toMatchObject({ role: "supervisor", disabled: false });
});

test("the last admin is refused with a sentence", async () => {
  answering({
    "GET /api/v1/users/:id": () => told({ ...USER, role: "admin" }, { ETag: '"3"' }),
    "GET /api/v1/users/:id/sessions": () => ({ items: [] }),
    "DELETE /api/v1/users/:id": () => refusal(409, "last-admin"),
  });
  go(`/users/${USER.user_id}`);
  render(<Door params={{ id: USER.user_id }} />);
  fireEvent.click(await screen.findByText("Remove"));
  fireEvent.submit(document.querySelector("dialog form") as HTMLFormElement);
  expect(await screen.findByText("The last admin cannot be taken away.")).toBeTruthy();
  expect(place.value.path).toBe(`/users/${USER.user_id}`);
});

test("sessions are told as text and can be ended one by one", async () => {
  let items = [SESSION];
  const { asked } = answering({
    "GET /api/v1/users/:id": () => told(USER, { ETag: '"3"' }),
    "GET /api/v1/users/:id/sessions": () => ({ items }),
    "DELETE /api/v1/users/:id/sessions/:session": () => {
      items = [];
      return undefined;
    },
  });
  render(<Door params={{ id: USER.user_id }} />);
  await screen.findByText("<script>alert(1)</script>");
  fireEvent.click(screen.getByRole("button", { name: "End" }));
  await screen.findByText("This user is logged in nowhere.");
  expect(asked.some((each) => each.path.endsWith(`/sessions/${SESSION.session_id}`))).toBe(true);
});
