import { afterEach, expect, test, vi } from "vitest";
import { openMicrophone, release } from "./microphone";

function devices(getUserMedia: (wanted: MediaStreamConstraints) => Promise<MediaStream>) {
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  ["NotAllowedError", "denied"],
  ["NotFoundError", "none"],
  ["OverconstrainedError", "none"],
  ["NotReadableError", "busy"],
  ["SecurityError", "insecure"],
  ["TypeError", "failed"],
])("a browser that says %s has a microphone that is %s", async (name, why) => {
  devices(() => Promise.reject(Object.assign(new Error("no"), { name })));
  expect(await openMicrophone()).toEqual({ why });
});

test("a page that is not secure has no microphone to ask for", async () => {
  vi.stubGlobal("navigator", {});
  expect(await openMicrophone()).toEqual({ why: "insecure" });
});

test("echo and noise are taken out, and letting go stops every track", async () => {
  const tracks = [{ stop: vi.fn() }, { stop: vi.fn() }];
  const stream = { getTracks: () => tracks } as unknown as MediaStream;
  const asked = vi.fn(() => Promise.resolve(stream));
  devices(asked);
  expect(await openMicrophone()).toEqual({ stream, why: null });
  const audio = { echoCancellation: true, noiseSuppression: true, channelCount: 1 };
  expect(asked).toHaveBeenCalledWith({ audio: expect.objectContaining(audio) as unknown });
  release(stream);
  for (const track of tracks) expect(track.stop).toHaveBeenCalledTimes(1);
});
