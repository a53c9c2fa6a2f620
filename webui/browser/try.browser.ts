// Trying the agent in a real Chromium, whose false microphone beeps, with a real worker of the
// house: sound goes both ways, words in writing are answered, and nothing stays open.
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { launch } from "./kit/chromium";
import { startHouse, type Ready } from "./kit/house";
import { axe, done, logIn, shot, themed, type Watched } from "./kit/open";

const FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
const FALSE_MICROPHONE = "--use-fake-device-for-media-stream";
const FRAME_BYTES = 320;
const PATIENT = { timeout: 20_000 }; // of a machine that is busy
const SILENT = 300; // of 32,767: what a filter leaves of silence

/** What went over the socket of the try. */
interface Traffic {
  readonly sent: Buffer[];
  readonly heard: Buffer[];
  closed: boolean;
}

/** What the page has opened, as its init script keeps it. */
interface Opened {
  streams: MediaStream[];
  contexts: AudioContext[];
}

let chromium: Browser;
let mayHear: BrowserContext;
/** The npm package's Chromium was built without capture: a tone takes the microphone's place. */
let needsTone = false;

beforeAll(async () => {
  chromium = await launch({ args: [...FLAGS, FALSE_MICROPHONE] });
  mayHear = await enter(["microphone"]);
  const page = await mayHear.newPage();
  await page.goto(inject("house").url);
  needsTone = await page.evaluate(lacksCapture);
  await page.close();
  if (needsTone) console.log("this Chromium cannot capture sound: a tone stands for a microphone");
});

async function lacksCapture(): Promise<boolean> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const each of stream.getTracks()) each.stop();
    return false;
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") return true;
    throw error;
  }
}

/** Let the page's microphone be a tone, or refused. */
function toneForMicrophone(isAllowed: boolean): void {
  const Context = AudioContext;
  navigator.mediaDevices.getUserMedia = () => {
    if (!isAllowed) return Promise.reject(new DOMException("no", "NotAllowedError"));
    const context = new Context();
    const tone = new OscillatorNode(context, { frequency: 440 });
    const end = context.createMediaStreamDestination();
    tone.connect(end);
    tone.start();
    return Promise.resolve(end.stream);
  };
}

afterAll(async () => {
  await chromium.close();
});

async function enter(permissions: string[], house = inject("house")): Promise<BrowserContext> {
  const context = await chromium.newContext({ permissions });
  const page = await context.newPage();
  await page.goto(house.url);
  await logIn(page, "operator", house);
  await page.close();
  return context;
}

interface Where {
  readonly house?: Ready;
  readonly width?: number;
  readonly height?: number;
  /** The context has the permission for the microphone. */
  readonly mayAsk?: boolean;
}

async function openTry(context: BrowserContext, where: Where = {}) {
  const { house = inject("house"), width = 1_440, height = 900, mayAsk = true } = where;
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  if (needsTone) await page.addInitScript(toneForMicrophone, mayAsk);
  await page.addInitScript(keepWhatIsOpened);
  const traffic = listen(page);
  await page.goto(`${house.url}/try`);
  await page.getByRole("heading", { name: "Try it" }).waitFor();
  return { page: Object.assign(page, { complaints }) as Watched, traffic };
}

function keepWhatIsOpened(): void {
  const opened: Opened = { streams: [], contexts: [] };
  Object.assign(globalThis, { opened });
  localStorage.setItem("callcore.locale", "en");
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    opened.streams.push(stream);
    return stream;
  };
  globalThis.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      opened.contexts.push(this);
    }
  };
}

function listen(page: Page): Traffic {
  const traffic: Traffic = { sent: [], heard: [], closed: false };
  page.on("websocket", (socket) => {
    if (!socket.url().endsWith("/api/v1/try")) return;
    socket.on("framesent", ({ payload }) => {
      if (typeof payload !== "string") traffic.sent.push(payload);
    });
    socket.on("framereceived", ({ payload }) => {
      if (typeof payload !== "string") traffic.heard.push(payload);
    });
    socket.on("close", () => (traffic.closed = true));
  });
  return traffic;
}

const loudest = (frames: readonly Buffer[]) => {
  let most = 0;
  for (const frame of frames)
    for (let at = 0; at + 1 < frame.length; at += 2)
      most = Math.max(most, Math.abs(frame.readInt16LE(at)));
  return most;
};

const start = (page: Page) => page.getByRole("button", { name: "Start", exact: true }).click();
const hangUp = (page: Page) => page.getByRole("button", { name: "Hang up" }).click();
const agentLines = (page: Page) => page.locator(".try-line-agent .said");
const callerLines = (page: Page) => page.locator(".try-line-caller .said");

async function choose(page: Page, language: string) {
  await page.locator(".try-start").getByLabel("Language").selectOption(language);
}

async function say(page: Page, words: string) {
  await page.getByLabel("Say in writing").fill(words);
  await page.keyboard.press("Enter");
  await callerLines(page).filter({ hasText: words }).waitFor();
}

/** What is still open in the page; the lists are those of the init script. */
const stillOpen = (page: Page) =>
  page.evaluate(() => {
    const { streams, contexts } = (globalThis as unknown as { opened: Opened }).opened;
    const tracks = streams.flatMap((each) => each.getTracks());
    return {
      were: [tracks.length, contexts.length],
      tracks: tracks.filter((each) => each.readyState === "live").length,
      contexts: contexts.filter((each) => each.state !== "closed").length,
    };
  });

test("sound goes both ways, a typed turn is answered, and the call is kept", async () => {
  const { page, traffic } = await openTry(mayHear);
  await axe(page);
  await shot(page, "try-before");
  await choose(page, "en");
  await start(page);
  await agentLines(page).first().waitFor();
  await expect.poll(() => traffic.sent.length, PATIENT).toBeGreaterThan(100);
  expect(new Set(traffic.sent.map((each) => each.length))).toEqual(new Set([FRAME_BYTES]));
  await expect.poll(() => loudest(traffic.sent), PATIENT).toBeGreaterThan(2_000);
  await expect.poll(() => loudest(traffic.heard), PATIENT).toBeGreaterThan(2_000);
  const mine = page.getByRole("meter", { name: "Loudness: You" });
  await expect
    .poll(async () => Number(await mine.getAttribute("aria-valuenow")), PATIENT)
    .toBeGreaterThan(10);

  await page.locator("h1").click(); // keys rest while a field has the focus
  await page.keyboard.press("m");
  await page.getByText("muted", { exact: true }).waitFor();
  const before = traffic.sent.length + 10; // what was on its way
  await expect.poll(() => traffic.sent.length, PATIENT).toBeGreaterThan(before + 75);
  expect(loudest(traffic.sent.slice(before))).toBeLessThan(SILENT);

  const answers = await agentLines(page).count();
  await say(page, "Do you have winter tyres, R16?");
  await expect.poll(() => agentLines(page).count(), { timeout: 30_000 }).toBeGreaterThan(answers);
  await page
    .getByText(/Answered after/)
    .first()
    .waitFor();
  for (const theme of ["light", "dark"] as const) {
    await themed(page, theme);
    await axe(page);
    await shot(page, `try-on-${theme}`);
  }

  await hangUp(page);
  await page.getByText("The call has ended: you hung up.").waitFor();
  await expect
    .poll(() => stillOpen(page), PATIENT)
    .toEqual({ were: [1, 1], tracks: 0, contexts: 0 });
  expect(traffic.closed).toBe(true);
  await page.getByText("The call is in the archive.").waitFor({ timeout: 30_000 });
  await axe(page);
  await shot(page, "try-over");
  await page.getByRole("link", { name: "Open the call" }).click();
  await page.getByText("Do you have winter tyres, R16?").first().waitFor();
  await done(page);
});

test("to leave the page hangs up and lets go of everything", async () => {
  const { page, traffic } = await openTry(mayHear);
  await start(page);
  await agentLines(page).first().waitFor();
  await page.getByRole("link", { name: "Calls" }).first().click();
  await expect
    .poll(() => stillOpen(page), PATIENT)
    .toEqual({ were: [1, 1], tracks: 0, contexts: 0 });
  await expect.poll(() => traffic.closed, PATIENT).toBe(true);
  await done(page);
});

test("who does not allow the microphone reads why, and types", async () => {
  const context = await enter([]);
  const { page, traffic } = await openTry(context, { width: 390, height: 844, mayAsk: false });
  await choose(page, "uk");
  await start(page);
  await page.getByText(/The microphone is not allowed here/).waitFor();
  await agentLines(page).first().waitFor();
  await say(page, "Скільки коштують зимові шини?");
  expect(loudest(traffic.sent)).toBe(0);
  expect(traffic.sent.length).toBeGreaterThan(20);
  await axe(page);
  await shot(page, "try-phone");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  await hangUp(page);
  await page.getByText("The call has ended: you hung up.").waitFor();
  await done(page);
  await context.close();
});

test("when the worker dies in the call, the page says so and lets go of everything", async () => {
  const house = await startHouse({ callers: 0 });
  try {
    const context = await enter(["microphone"], house.ready);
    const { page, traffic } = await openTry(context, { house: house.ready });
    await start(page);
    await agentLines(page).first().waitFor();
    await house.control("kill worker");
    // the second if the supervisor had no time to say why
    const told = page.getByRole("alert").getByText(/the worker died|cut without a word/);
    await told.waitFor(PATIENT);
    await expect
      .poll(() => stillOpen(page), PATIENT)
      .toEqual({ were: [1, 1], tracks: 0, contexts: 0 });
    expect(traffic.closed).toBe(true);
    await shot(page, "try-worker-died");
    await done(page);
    await context.close();
  } finally {
    await house.stop();
  }
});
