// Finds a Chromium and starts it. In this order: WEBUI_CHROMIUM (a path, or `npm`), that of the
// machine, that of the npm package @sparticuz/chromium. None at all is an error, never a skip.
import { spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { type Browser, type LaunchOptions, chromium } from "playwright-core";

/** The program and the environment that it needs. */
export interface Program {
  path: string;
  env: Record<string, string>;
}

type Environment = Record<string, string | undefined>;

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const CACHE = join(import.meta.dirname, "..", "..", "..", ".cache", "chromium");
// quiet, and nothing that leaves this machine
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
// executablePath() of the package unpacks to the folder for temporary files, and unpacks its
// libraries only where it believes to be on AWS: so it gets a process and a folder of its own
const UNPACK = `
  import("@sparticuz/chromium").then(({ default: packed }) => packed.executablePath())
    .catch((error) => { console.error(error); process.exitCode = 1; });
`;
// the package's own one names folders of AWS, and then Chromium draws no text at all
const fonts = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
const NO_SANDBOX = /sandbox/i;

/** Start Chromium. Throws an error of one sentence if there is none or it does not run. */
export async function launch(more: LaunchOptions = {}): Promise<Browser> {
  const { path, env } = find(process.env);
  const options = { executablePath: path, env, args: FLAGS, ...more };
  if (process.getuid?.() === 0) return await chromium.launch(options); // root has no sandbox
  try {
    return await chromium.launch({ ...options, chromiumSandbox: true });
  } catch (error) {
    if (!NO_SANDBOX.test(String(error))) throw error;
    return await chromium.launch(options);
  }
}

/** Which Chromium to start; unpacks the one of npm if it is the only one. */
export function find(environment: Environment, unpack: () => Program = unpacked): Program {
  const wanted = environment["WEBUI_CHROMIUM"] ?? "";
  if (wanted === "npm") return unpack();
  if (wanted !== "" && !runs(wanted)) {
    throw new Error(`WEBUI_CHROMIUM is ${wanted}, which is no program that can be run.`);
  }
  const path = wanted === "" ? ofMachine(environment) : wanted;
  return path === undefined ? unpack() : { path, env: given(environment) };
}

const given = (environment: Environment) =>
  Object.fromEntries(
    Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );

function ofMachine(environment: Environment) {
  const folders = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(runs);
}

function runs(path: string) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The Chromium of the npm package, unpacked once for each version into .cache. */
function unpacked(): Program {
  const folder = join(CACHE, version());
  if (!existsSync(folder)) unpackInto(folder);
  const libraries = [join(folder, "al2023", "lib"), process.env["LD_LIBRARY_PATH"] ?? ""];
  const env = {
    ...given(process.env),
    LD_LIBRARY_PATH: libraries.filter((each) => each !== "").join(delimiter),
    FONTCONFIG_FILE: join(folder, "fonts.conf"),
  };
  return { path: join(folder, "chromium"), env };
}

function version() {
  try {
    const main = createRequire(import.meta.url).resolve("@sparticuz/chromium");
    const about = readFileSync(join(dirname(main), "..", "..", "package.json"), "utf8");
    return (JSON.parse(about) as { version: string }).version;
  } catch {
    throw new Error(
      "There is no Chromium: install one (apt install chromium), name one in WEBUI_CHROMIUM, " +
        "or run `just webui-test` again to install the npm package @sparticuz/chromium.",
    );
  }
}

function unpackInto(folder: string) {
  mkdirSync(CACHE, { recursive: true });
  const unfinished = mkdtempSync(join(CACHE, "part-"));
  const env = { ...process.env, TMPDIR: unfinished, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" };
  const webui = join(import.meta.dirname, "..", "..");
  const options = { cwd: webui, env, encoding: "utf8" } as const;
  const done = spawnSync(process.execPath, ["--input-type=module", "--eval", UNPACK], options);
  if (done.status !== 0 || !runs(join(unfinished, "chromium"))) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Error(
      `The Chromium of @sparticuz/chromium cannot be unpacked: ${done.stderr.trim()}`,
    );
  }
  writeFileSync(join(unfinished, "fonts.conf"), fonts(folder));
  try {
    renameSync(unfinished, folder); // whole, or not there
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // another process was faster
  }
}
