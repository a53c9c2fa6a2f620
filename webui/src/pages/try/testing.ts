// A browser and a server for the tests of this page.
import { vi } from "vitest";
import type { Problem } from "@/api/problem";
import type { Line, Listener } from "@/api/socket";
import type { Ears, Sound } from "./sound";
import { Trial, type World } from "./trial";

export class Stage implements World {
  readonly sent: (string | ArrayBuffer)[] = [];
  readonly played: ArrayBuffer[] = [];
  readonly track = { stop: vi.fn() };
  readonly stream = { getTracks: () => [this.track] } as unknown as MediaStream;
  readonly sound = {
    plug: vi.fn<Sound["plug"]>(),
    setMuted: vi.fn<Sound["setMuted"]>(),
    play: (frame: ArrayBuffer) => void this.played.push(frame),
    close: vi.fn<Sound["close"]>(),
  };
  readonly lineClosed = vi.fn<Line["close"]>();
  listener: Listener | null = null;
  ears: Ears | null = null;
  refusal: Problem | null = null;
  microphone: World["openMicrophone"] = () => Promise.resolve({ stream: this.stream, why: null });
  sounds = true;

  readonly openMicrophone: World["openMicrophone"] = () => this.microphone();
  readonly openSound: World["openSound"] = (ears) => {
    this.ears = ears;
    return this.sounds ? Promise.resolve(this.sound) : Promise.reject(new Error("no sound"));
  };
  readonly openLine: World["openLine"] = (_, listener) => {
    if (this.refusal !== null) return Promise.reject(this.refusal);
    this.listener = listener;
    return Promise.resolve({
      send: (message) => void this.sent.push(message),
      close: this.lineClosed,
    });
  };

  tell(...told: object[]) {
    for (const each of told) this.listener?.heard(JSON.stringify(each));
  }

  event(name: string, fields: object, atS = 1_000) {
    this.tell({ type: "event", name, at_s: atS, call_id: "c1", fields });
  }

  get words() {
    return this.sent
      .filter((each) => typeof each === "string")
      .map((each) => JSON.parse(each) as object);
  }
}

/** A try whose call is on. */
export async function talking(stage = new Stage(), withMicrophone = true) {
  const trial = new Trial(stage);
  await trial.start("uk", withMicrophone);
  stage.listener?.opened?.();
  stage.tell({ type: "started", call_id: "c1" });
  return { stage, trial };
}
