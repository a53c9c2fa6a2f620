import { fireEvent, render, screen } from "@testing-library/preact";
import { expect, test } from "vitest";
import { answering, refusal } from "@/testing/server";
import { Actions } from "./actions";
import { ID } from "./sample";

const REFRESH = { "POST /api/v1/auth/refresh": () => refusal(401, "unauthorized") };
const QUEUES = {
  "GET /api/v1/queues": () => ({
    items: [
      {
        queue: "tyres",
        title: "Tyres",
        skills: [],
        service_level_s: 20,
        operators: 2,
        free: 1,
        version: 1,
      },
    ],
  }),
};

function act(word: string): void {
  fireEvent.click(screen.getByRole("button", { name: word }));
}

function confirm(word: string): void {
  const button = screen.getAllByRole("button", { name: word }).at(-1);
  const form = button?.closest("form");
  if (form) fireEvent.submit(form);
}

test("taking over asks first, sends reason and queue with a key, and shows what became of it", async () => {
  const server = answering({
    ...REFRESH,
    ...QUEUES,
    "POST /api/v1/live/calls/:id/transfer": () => ({ result: "caller-left", fields: {} }),
  });
  render(<Actions callId={ID} why="" />);
  act("Take over");
  expect(server.asked.some((each) => each.method === "POST" && each.path.includes("live"))).toBe(
    false,
  );
  await screen.findByRole("option", { name: "Tyres: 1 free" });
  fireEvent.input(screen.getByLabelText("Reason"), { target: { value: "complaint" } });
  fireEvent.input(screen.getByLabelText("Queue"), { target: { value: "tyres" } });
  confirm("Take over");
  expect(
    await screen.findByText(/Last act: Nothing was done: the caller had hung up/),
  ).toBeTruthy();
  const sent = server.asked.find((each) => each.path.endsWith("transfer"));
  expect(sent?.body).toEqual({ reason: "complaint", queue: "tyres" });
  expect(sent?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f-]{36}$/);
});

test("an own reason must be a word that the record can hold", () => {
  answering({ ...REFRESH, ...QUEUES });
  render(<Actions callId={ID} why="" />);
  act("Hang up");
  fireEvent.input(screen.getByLabelText("Reason"), { target: { value: "other" } });
  const own = screen.getByLabelText("Reason in one word");
  const button = () => screen.getAllByRole<HTMLButtonElement>("button", { name: "Hang up" }).at(-1);
  expect(button()?.disabled).toBe(true);
  fireEvent.input(own, { target: { value: "Nicht so!" } });
  expect(button()?.disabled).toBe(true);
  expect(screen.getByText(/at most 40/)).toBeTruthy();
  fireEvent.input(own, { target: { value: "wrong-number" } });
  expect(button()?.disabled).toBe(false);
});

test("a lost answer keeps the dialog, what was typed, and the key", async () => {
  let fails = true;
  const server = answering({
    ...REFRESH,
    "POST /api/v1/live/calls/:id/say": () =>
      fails
        ? refusal(504, "no-answer", { request_id: "r-1" })
        : { result: "done", fields: { heard_chars: 5 } },
  });
  render(<Actions callId={ID} why="" />);
  act("Say a sentence");
  fireEvent.input(screen.getByLabelText("Sentence"), { target: { value: " One moment " } });
  confirm("Say a sentence");
  expect(await screen.findByText(/Nobody knows whether it obeyed/)).toBeTruthy();
  fails = false;
  confirm("Say a sentence");
  expect(await screen.findByText(/Last act: The caller heard the whole sentence/)).toBeTruthy();
  const sent = server.asked.filter((each) => each.path.endsWith("say"));
  expect(sent.map((each) => each.body)).toEqual([{ text: "One moment" }, { text: "One moment" }]);
  expect(sent[0]?.headers.get("Idempotency-Key")).toBe(sent[1]?.headers.get("Idempotency-Key"));
});

test("who may not act is told why", () => {
  render(<Actions callId={ID} why="Only supervisors and admins may act on calls." />);
  for (const button of screen.getAllByRole<HTMLButtonElement>("button"))
    expect(button.disabled).toBe(true);
  expect(screen.getByText("Only supervisors and admins may act on calls.")).toBeTruthy();
});
