import { beforeEach, expect, test } from "vitest";
import { Problem } from "@/api/problem";
import { Player } from "./recording";

/** An audio element as far as the player sees it. */
class FakeSound extends EventTarget {
  src = "";
  currentTime = 0;
  playbackRate = 1;
  defaultPlaybackRate = 1;
  paused = true;
  heldS = 0;
  refusal: DOMException | null = null;
  buffered = {
    length: 1,
    start: () => 0,
    end: () => this.heldS,
  };

  play(): Promise<void> {
    if (this.refusal !== null) return Promise.reject(this.refusal);
    this.paused = false;
    this.says("playing");
    return Promise.resolve();
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.says("pause");
  }

  load(): void {
    this.paused = true;
    this.currentTime = 0;
  }

  removeAttribute(): void {
    this.src = "";
  }

  says(name: string): void {
    this.dispatchEvent(new Event(name));
  }
}

let sound: FakeSound;
let player: Player;
let asked: string[];
let nowMs: number;
let refused: Problem | null;

beforeEach(() => {
  sound = new FakeSound();
  asked = [];
  nowMs = 0;
  refused = null;
  player = new Player(
    () => {
      asked.push(`address ${asked.length + 1}`);
      return refused === null ? Promise.resolve(asked.at(-1) ?? "") : Promise.reject(refused);
    },
    () => nowMs,
  );
  player.use(sound);
});

async function settle(): Promise<void> {
  for (let at = 0; at < 5; at += 1) await Promise.resolve();
}

async function startPlaying(): Promise<void> {
  player.play();
  await settle();
  sound.says("loadedmetadata");
}

test("nothing is asked for before somebody listens", async () => {
  player.seek(12);
  await settle();
  expect(asked).toEqual([]);
  expect(player.atS.value).toBe(12);
});

test("playing begins where the playhead stands", async () => {
  player.seek(12);
  await startPlaying();
  expect(sound.src).toBe("address 1");
  expect(sound.currentTime).toBe(12);
  expect(player.playing.value).toBe(true);
});

test("a seek while the address is on its way is where it begins", async () => {
  player.play();
  player.seek(30);
  await settle();
  sound.says("loadedmetadata");
  expect(sound.currentTime).toBe(30);
  expect(asked).toHaveLength(1);
});

test("a seek within the minute uses the same address", async () => {
  await startPlaying();
  nowMs = 50_000;
  player.seek(40);
  await settle();
  expect(asked).toHaveLength(1);
  expect(sound.currentTime).toBe(40);
});

test("a seek after the minute renews the address and plays on at the wanted time", async () => {
  await startPlaying();
  nowMs = 61_000;
  player.seek(40);
  await settle();
  expect(sound.src).toBe("address 2");
  sound.says("loadedmetadata");
  expect(sound.currentTime).toBe(40);
  expect(player.playing.value).toBe(true);
});

test("what is here already is played without a new address", async () => {
  await startPlaying();
  nowMs = 61_000;
  sound.heldS = 100;
  player.seek(40);
  await settle();
  expect(asked).toHaveLength(1);
});

test("an error of the element renews the address once and goes on where it was", async () => {
  await startPlaying();
  sound.currentTime = 17;
  player.look();
  sound.says("error");
  await settle();
  sound.says("loadedmetadata");
  expect(asked).toHaveLength(2);
  expect(sound.currentTime).toBe(17);
  expect(player.playing.value).toBe(true);
});

test("a sound that cannot be played is not asked for forever", async () => {
  player.play();
  for (let at = 0; at < 10; at += 1) {
    await settle();
    sound.says("error");
  }
  expect(asked.length).toBeLessThanOrEqual(3);
  expect(player.state.value).toBe("failed");
  expect(player.problem.value?.word).toBe("sound-failed");
});

test("after a failure it can be tried again", async () => {
  refused = new Problem("unavailable", { status: 503 });
  player.play();
  await settle();
  expect(player.problem.value?.word).toBe("unavailable");
  expect(player.playing.value).toBe(false);
  refused = null;
  await startPlaying();
  expect(player.problem.value).toBeNull();
  expect(player.playing.value).toBe(true);
});

test("pausing before the sound is there means that it does not begin", async () => {
  player.play();
  player.pause();
  await startPlayingLess();
  expect(player.playing.value).toBe(false);
  expect(sound.paused).toBe(true);
});

async function startPlayingLess(): Promise<void> {
  await settle();
  sound.says("loadedmetadata");
}

test("toggle plays and pauses", async () => {
  player.toggle();
  await settle();
  sound.says("loadedmetadata");
  expect(player.playing.value).toBe(true);
  player.toggle();
  expect(player.playing.value).toBe(false);
  player.toggle();
  expect(player.playing.value).toBe(true);
});

test("the end stops it", async () => {
  await startPlaying();
  sound.currentTime = 57;
  sound.says("ended");
  expect(player.playing.value).toBe(false);
  expect(player.atS.value).toBe(57);
});

test("the speed holds for the next address too", async () => {
  player.setRate(1.5);
  await startPlaying();
  expect(sound.playbackRate).toBe(1.5);
});

test("a browser that will not play is told of, an interrupted play is not", async () => {
  sound.refusal = new DOMException("", "AbortError");
  await startPlaying();
  await settle();
  expect(player.problem.value).toBeNull();
  sound.refusal = new DOMException("", "NotSupportedError");
  player.play();
  await settle();
  expect(player.problem.value?.word).toBe("sound-failed");
});

test("who lets go of the element lets go of the address", async () => {
  const other = new Player(() => Promise.resolve("late"));
  const letGo = other.use(sound);
  other.play();
  letGo();
  await settle();
  expect(sound.src).toBe("");
});
