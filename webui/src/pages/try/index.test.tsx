import { act, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, expect, test, vi } from "vitest";
import { answering } from "@/testing/server";
import { Problem } from "@/api/problem";
import { Over } from "./over";
import { Start } from "./start";
import { Talk } from "./talk";
import { Stage, talking } from "./testing";
import { Trial } from "./trial";

afterEach(() => {
  vi.useRealTimers();
});

const field = () => screen.getByLabelText<HTMLInputElement>("Say in writing");
const say = (words: string) => {
  fireEvent.input(field(), { target: { value: words } });
  fireEvent.click(screen.getByText("Say"));
};

async function shown() {
  const { stage, trial } = await talking();
  render(<Talk trial={trial} ends={false} />);
  return { stage, trial };
}

test("the form begins a call in the chosen language, without a microphone if so", async () => {
  const stage = new Stage();
  const asked = vi.spyOn(stage, "openMicrophone");
  render(<Start trial={new Trial(stage)} />);
  fireEvent.input(screen.getByLabelText("Language"), { target: { value: "ru" } });
  fireEvent.click(screen.getByLabelText("Talk with the microphone"));
  fireEvent.click(screen.getByText("Start"));
  await vi.waitFor(() => expect(stage.listener).not.toBeNull());
  stage.listener?.opened?.();
  expect(asked).not.toHaveBeenCalled();
  expect(stage.words).toEqual([{ type: "start", language: "ru" }]);
});

test("typed words stay until the agent has them, and a refusal says why", async () => {
  const { stage } = await shown();
  say("Winter tyres?");
  expect(stage.words.at(-1)).toEqual({ type: "text", text: "Winter tyres?" });
  expect(field().value).toBe("Winter tyres?");
  await act(() => stage.tell({ type: "typed", result: "busy" }));
  expect(field().value).toBe("Winter tyres?");
  screen.getByText(/Your last words are still on their way/);
  fireEvent.click(screen.getByText("Say"));
  await act(() => stage.tell({ type: "typed", result: "done" }));
  await vi.waitFor(() => expect(field().value).toBe(""));
});

test("words that were typed while others were on their way are kept", async () => {
  const { stage } = await shown();
  say("one");
  fireEvent.input(field(), { target: { value: "two" } });
  await act(() => stage.tell({ type: "typed", result: "done" }));
  await act(() => Promise.resolve()); // what an effect sets is drawn
  expect(field().value).toBe("two");
});

test("hostile words are text, and a tool shows what it was given and what came of it", async () => {
  const { stage } = await shown();
  const hostile = '<img src=x onerror="alert(1)">';
  await act(() => {
    stage.event("call:line", { who: "caller", text: hostile });
    stage.event("call:tool", { turn: 1, tool: "find", arguments: '{"size":"R16"}' });
  });
  screen.getByText(hostile);
  expect(document.querySelector("img")).toBeNull();
  screen.getByText("running");
  await act(() =>
    stage.event("call:tool", { turn: 1, tool: "find", ok: false, took_ms: 12, result: "no shop" }),
  );
  screen.getByText("failed");
  screen.getByText("no shop");
});

test("the microphone can be muted with the key m, and the meter says so", async () => {
  const { stage } = await shown();
  fireEvent.keyDown(document.body, { key: "m" });
  expect(stage.sound.setMuted).toHaveBeenCalledWith(true);
  screen.getByText("muted");
  expect(screen.getAllByRole("meter")).toHaveLength(2);
});

test("a microphone that was denied is explained, and can be asked for again", async () => {
  const stage = new Stage();
  stage.microphone = () => Promise.resolve({ why: "denied" });
  const { trial } = await talking(stage);
  render(<Talk trial={trial} ends={false} />);
  screen.getByText(/The microphone is not allowed here/);
  stage.microphone = () => Promise.resolve({ stream: stage.stream, why: null });
  fireEvent.click(screen.getByText("Use the microphone"));
  await screen.findByText("Mute");
});

test("after the end the call's page is offered as soon as the archive has it", async () => {
  vi.useFakeTimers();
  let items: object[] = [{ call_id: "other" }];
  answering({ "GET /api/v1/calls": () => ({ items, next: null }) });
  const ending = { is: "ended", reason: "asked", next: "human" } as const;
  render(<Over trial={new Trial(new Stage())} callId="c1" ending={ending} />);
  await vi.advanceTimersByTimeAsync(1_000);
  screen.getByText("On the telephone the caller would now be with a human.");
  expect(screen.queryByText("Open the call")).toBeNull();
  items = [{ call_id: "c1" }];
  await vi.advanceTimersByTimeAsync(2_000);
  expect(screen.getByText("Open the call").getAttribute("href")).toBe("/calls/c1");
});

test("an archive that is away does not keep the link away forever", async () => {
  vi.useFakeTimers();
  answering({
    "GET /api/v1/calls": () => {
      throw new TypeError("network");
    },
  });
  const ending = { is: "ended", reason: "goodbye", next: "end" } as const;
  render(<Over trial={new Trial(new Stage())} callId="c1" ending={ending} />);
  await vi.advanceTimersByTimeAsync(70_000);
  screen.getByText("Open the call");
  screen.getByText("The archive has not written the call down yet.");
});

test("a try that was refused tells when it is worth trying again", () => {
  const problem = new Problem("too-many", { status: 429, retryAfterS: 7 });
  render(<Over trial={new Trial(new Stage())} callId="" ending={{ is: "problem", problem }} />);
  screen.getByText("Worth trying again in 7 seconds.");
  screen.getByText("Once more");
});
