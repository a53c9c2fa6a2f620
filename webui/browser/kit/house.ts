// Starts a whole callcore for browser tests: PostgreSQL, Redis, workers, admin API, callers.
// It is `python -m chaos.dev`; its --help tells what the options mean. It ends when this
// process does, whatever happens: it holds on to our end of its standard input.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const READY_MS = 120_000; // a history of 2,000 calls on a machine that is busy
const STOP_MS = 20_000;
const ANSWER_MS = 30_000;
const POLL_MS = 50;
const TAIL_LINES = 40;

export type Role = "viewer" | "operator" | "supervisor" | "admin";
export type Fault =
  | "pause redis"
  | "resume redis"
  | "pause database"
  | "resume database"
  | "kill worker"
  | "kill adminapi";

export interface HouseOptions {
  /** Callers who order and ask, one call after another. */
  readonly callers?: number;
  /** Callers who stay on the line until somebody ends the call. */
  readonly patient?: number;
  readonly language?: "en" | "ru" | "uk" | "mixed";
  /** Calls of the past, with an office around them. */
  readonly history?: number;
  /** Live calls that nobody holds; all change `hz` times a second. */
  readonly live?: number;
  readonly hz?: number;
  /** What browsers open, if another server stands before the admin API. */
  readonly origin?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface User {
  readonly name: string;
  readonly password: string;
}

/** What the house says of itself when it is up. */
export interface Ready {
  /** Where the admin API and the built UI are. */
  readonly url: string;
  readonly origin: string;
  readonly api: string;
  readonly ops_url: string;
  readonly users: Readonly<Record<Role, User>>;
  readonly database_url: string;
  readonly redis_url: string;
  readonly data_dir: string;
  readonly pid: number;
}

interface Answer {
  readonly did: string | null;
  readonly problem?: string;
}

/** A house that is up. */
export class House {
  readonly url: string;
  readonly origin: string;
  readonly users: Readonly<Record<Role, User>>;
  readonly ready: Ready;
  readonly #process: Process;

  constructor(process: Process, ready: Ready) {
    this.#process = process;
    this.ready = ready;
    this.url = ready.url;
    this.origin = ready.origin;
    this.users = ready.users;
  }

  /** Breaks something, or mends it; resolves when that is done. */
  async control(fault: Fault): Promise<void> {
    const answer = await this.#process.ask(fault);
    if (answer.did !== fault) {
      throw new Error(`the house did not "${fault}": ${answer.problem ?? "no reason"}`);
    }
  }

  /** The last lines that it wrote, for a failure. */
  tail(): string {
    return this.#process.tail();
  }

  /** Ends it; its databases are gone. */
  async stop(): Promise<void> {
    await this.#process.stop();
  }
}

/** Starts a house without speech models. Rejects with the tail of its output. */
export async function startHouse(options: HouseOptions = {}): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), "callcore-house-"));
  const file = join(folder, "ready.json");
  const process = new Process([...argumentsOf(options), "--ready", file], options.environment);
  try {
    return new House(process, await process.wait(file));
  } catch (error) {
    await process.stop();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The command line of `python -m chaos.dev`. */
export function argumentsOf(options: HouseOptions): string[] {
  const given = ["--quick", "--with-parent", "--ui", "none", "--port", "0"];
  given.push("--callers", String(options.callers ?? 1));
  given.push("--lang", options.language ?? "en");
  if (options.patient !== undefined) given.push("--patient", String(options.patient));
  if (options.history !== undefined) given.push("--history", String(options.history));
  if (options.live !== undefined) given.push("--live", String(options.live));
  if (options.hz !== undefined) given.push("--hz", String(options.hz));
  if (options.origin !== undefined) given.push("--origin", options.origin);
  return given;
}

class Process {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #waiting: ((answer: Answer) => void)[] = [];
  #failure = "";

  constructor(given: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const python = join(ROOT, ".venv", "bin", "python");
    this.#child = spawn(python, ["-m", "chaos.dev", ...given], {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child.on("error", (error) => (this.#failure = error.message));
    this.#child.stdin?.on("error", () => undefined); // it has ended: the next wait tells
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null) createInterface(stream).on("line", (line) => this.#take(line));
    }
  }

  /** Resolves with the content of the ready file. */
  async wait(file: string): Promise<Ready> {
    const until = Date.now() + READY_MS;
    while (Date.now() < until) {
      if (this.#isOver) throw this.#error("the house ended before it was ready");
      const text = await readFile(file, "utf8").catch(() => "");
      if (text !== "") return JSON.parse(text) as Ready;
      await sleep(POLL_MS);
    }
    throw this.#error(`the house was not ready within ${READY_MS / 1000} s`);
  }

  /** Says a line and resolves with what it answers; lines are answered in order. */
  async ask(line: string): Promise<Answer> {
    const answer = new Promise<Answer>((resolve) => this.#waiting.push(resolve));
    this.#child.stdin?.write(`${line}\n`);
    const late = new AbortController();
    try {
      return await Promise.race([answer, this.#late(line, late.signal)]);
    } finally {
      late.abort();
    }
  }

  async stop(): Promise<void> {
    if (this.#isOver) return;
    const over = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    this.#child.stdin?.end();
    const ended = await Promise.race([
      over.then(() => true),
      sleep(STOP_MS, false, { ref: false }),
    ]);
    if (!ended) {
      this.#child.kill("SIGKILL");
      throw this.#error(`the house did not end within ${STOP_MS / 1000} s`);
    }
  }

  tail(): string {
    return this.#lines.map((line) => `  | ${line}`).join("\n");
  }

  get #isOver(): boolean {
    return this.#failure !== "" || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async #late(line: string, signal: AbortSignal): Promise<never> {
    await sleep(ANSWER_MS, undefined, { signal });
    throw this.#error(`the house did not answer "${line}"`);
  }

  #take(line: string): void {
    if (line.startsWith('{"did"')) {
      this.#waiting.shift()?.(JSON.parse(line) as Answer);
      return;
    }
    this.#lines.push(line);
    if (this.#lines.length > TAIL_LINES) this.#lines.shift();
  }

  #error(text: string): Error {
    const why = this.#failure === "" ? "" : `: ${this.#failure}`;
    return new Error(`${text}${why}\n${this.tail()}`);
  }
}
