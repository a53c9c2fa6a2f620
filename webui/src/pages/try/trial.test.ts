import { expect, test, vi } from "vitest";
import { Problem } from "@/api/problem";
import type { Line } from "@/api/socket";
import { Stage, talking } from "./testing";
import { Trial, type World } from "./trial";

test("the microphone is asked for first, then the line says its language", async () => {
  const stage = new Stage();
  const trial = new Trial(stage);
  const starting = trial.start("uk", true);
  expect(trial.phase.value.is).toBe("asking");
  expect(stage.listener).toBeNull();
  await starting;
  expect(trial.phase.value.is).toBe("connecting");
  stage.listener?.opened?.();
  expect(stage.words).toEqual([{ type: "start", language: "uk" }]);
  stage.tell({ type: "started", call_id: "c1" });
  expect(trial.phase.value).toEqual({ is: "on", callId: "c1" });
  expect(stage.sound.plug).toHaveBeenCalledWith(stage.stream);
});

test("sound is sent only while the call is on, and what comes is played", async () => {
  const stage = new Stage();
  const trial = new Trial(stage);
  await trial.start("en", true);
  const frame = new ArrayBuffer(320);
  stage.ears?.frame(frame);
  expect(stage.sent).toEqual([]);
  stage.tell({ type: "started", call_id: "c1" });
  stage.ears?.frame(frame);
  expect(stage.sent).toEqual([frame]);
  stage.listener?.heard(frame);
  expect(stage.played).toEqual([frame]);
});

test.each(["denied", "none", "busy", "insecure"] as const)(
  "a microphone that is %s does not stop the call: it is in writing",
  async (why) => {
    const stage = new Stage();
    stage.microphone = () => Promise.resolve({ why });
    const { trial } = await talking(stage);
    expect(trial.microphone.value).toBe(why);
    trial.type("Привіт");
    expect(stage.words.at(-1)).toEqual({ type: "text", text: "Привіт" });
  },
);

test("a microphone that was denied can be tried again while the call is on", async () => {
  const stage = new Stage();
  stage.microphone = () => Promise.resolve({ why: "denied" });
  const { trial } = await talking(stage);
  stage.microphone = () => Promise.resolve({ stream: stage.stream, why: null });
  await trial.plugIn();
  expect(trial.microphone.value).toBe("on");
  expect(stage.sound.plug).toHaveBeenCalledTimes(1);
});

test("a browser without sound still types, and the microphone is let go", async () => {
  const stage = new Stage();
  stage.sounds = false;
  const { trial } = await talking(stage);
  expect(trial.hasSound.value).toBe(false);
  expect(stage.track.stop).toHaveBeenCalledTimes(1);
  expect(trial.phase.value.is).toBe("on");
});

test("a microphone that cannot be connected is let go, and the call is in writing", async () => {
  const stage = new Stage();
  stage.sound.plug.mockImplementation(() => {
    throw new Error("another rate");
  });
  const { trial } = await talking(stage);
  expect(trial.microphone.value).toBe("failed");
  expect(stage.track.stop).toHaveBeenCalledTimes(1);
  expect(trial.phase.value.is).toBe("on");
});

test("who leaves before the answer about the microphone keeps nothing open", async () => {
  const stage = new Stage();
  const trial = new Trial(stage);
  const starting = trial.start("uk", true);
  trial.leave();
  await starting;
  expect(stage.track.stop).toHaveBeenCalledTimes(1);
  expect(stage.listener).toBeNull();
  expect(stage.ears).toBeNull();
});

test("who leaves while the line is opened closes it when it is there", async () => {
  const stage = new Stage();
  let arrive: (line: Line) => void = () => undefined;
  const late: World = {
    openMicrophone: stage.openMicrophone,
    openSound: stage.openSound,
    openLine: () => new Promise((resolve) => (arrive = resolve)),
  };
  const trial = new Trial(late);
  const starting = trial.start("uk", false);
  await vi.waitFor(() => expect(trial.phase.value.is).toBe("connecting"));
  await Promise.resolve();
  trial.cancel();
  arrive({ send: () => undefined, close: stage.lineClosed });
  await starting;
  expect(stage.lineClosed).toHaveBeenCalledTimes(1);
  expect(stage.sound.close).toHaveBeenCalledTimes(1);
  expect(trial.phase.value.is).toBe("idle");
});

test("leaving a call closes line and sound", async () => {
  const { stage, trial } = await talking();
  trial.leave();
  expect(stage.lineClosed).toHaveBeenCalledTimes(1);
  expect(stage.sound.close).toHaveBeenCalledTimes(1);
});

test("one typed turn at a time, and its real result is kept", async () => {
  const { stage, trial } = await talking();
  trial.type("one");
  trial.type("two");
  expect(stage.words.slice(1)).toEqual([{ type: "text", text: "one" }]);
  expect(trial.typing.value.busy).toBe(true);
  stage.tell({ type: "typed", result: "refused" });
  expect(trial.typing.value).toEqual({ busy: false, result: "refused" });
  trial.type("three");
  expect(stage.words).toHaveLength(3);
});

test("figures and lines follow the events", async () => {
  const { stage, trial } = await talking();
  stage.event("call:started", { state: "greeting", language: "uk" }, 500);
  stage.event("call:updated", { state: "listening" });
  stage.event("call:turn", { turn: 1, total_ms: 1_400 });
  stage.event("call:turn", { turn: 2, total_ms: 700 });
  stage.event("call:line", { who: "agent", text: "Вітаю" });
  expect(trial.state.value).toBe("listening");
  expect(trial.language.value).toBe("uk");
  expect([trial.lastMs.value, trial.worstMs.value]).toEqual([700, 1_400]);
  expect(trial.startedS.value).toBe(500);
  expect(trial.log.value.map((each) => each.is)).toEqual(["answer", "answer", "line"]);
});

test("the end is the server's word, with where a caller would be, and all is closed", async () => {
  const { stage, trial } = await talking();
  stage.event("call:ended", { next: "human", reason: "asked" });
  stage.tell({ type: "ended", reason: "asked" });
  stage.listener?.closed(1000, "");
  const ending = { is: "ended", reason: "asked", next: "human" };
  expect(trial.phase.value).toEqual({ is: "over", callId: "c1", ending });
  expect(stage.lineClosed).toHaveBeenCalledTimes(1);
  expect(stage.sound.close).toHaveBeenCalledTimes(1);
});

test("hanging up waits for the server's word, but not forever", async () => {
  vi.useFakeTimers();
  const { stage, trial } = await talking();
  trial.hangUp();
  trial.hangUp();
  expect(trial.phase.value).toEqual({ is: "ending", callId: "c1" });
  expect(stage.words.slice(1)).toEqual([{ type: "hangup" }]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(trial.phase.value).toMatchObject({ is: "over", ending: { reason: "caller-hung-up" } });
  expect(stage.lineClosed).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});

test("a line that the server closes tells its code and word", async () => {
  const stage = new Stage();
  const trial = new Trial(stage);
  await trial.start("uk", false);
  stage.listener?.closed(1013, "no-worker");
  const ending = { is: "closed", code: 1013, why: "no-worker" };
  expect(trial.phase.value).toEqual({ is: "over", callId: "", ending });
  expect(stage.sound.close).toHaveBeenCalledTimes(1);
});

test("without a ticket the problem is shown, and another try begins anew", async () => {
  const stage = new Stage();
  stage.refusal = new Problem("too-many", { status: 429, retryAfterS: 7 });
  const { trial } = await talking(stage);
  expect(trial.phase.value).toMatchObject({
    is: "over",
    ending: { problem: { word: "too-many" } },
  });
  stage.refusal = null;
  await trial.start("en", false);
  stage.tell({ type: "started", call_id: "c2" });
  expect(trial.phase.value).toEqual({ is: "on", callId: "c2" });
});

test("what an old line still brings does not touch the new call", async () => {
  const { stage, trial } = await talking();
  const old = stage.listener;
  stage.tell({ type: "ended", reason: "goodbye" });
  await trial.start("en", false);
  stage.tell({ type: "started", call_id: "c2" });
  old?.heard(JSON.stringify({ type: "ended", reason: "bug" }));
  old?.closed(1006, "");
  expect(trial.phase.value).toEqual({ is: "on", callId: "c2" });
});
