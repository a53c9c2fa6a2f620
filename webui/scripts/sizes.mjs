// Holds the sizes of the build: `node scripts/sizes.mjs FOLDER` prints what a browser loads
// first and what each lazy part adds, gzipped, and fails when one is over its limit.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

// the limits of the issue; a kB is 1,000 bytes, as Vite prints it
export const FIRST_LOAD = 60_000;
export const LAZY_PART = 30_000;

/**
 * A chunk in Vite's manifest, as far as it matters here.
 * @typedef {{ file: string, name?: string, isEntry?: boolean, isDynamicEntry?: boolean,
 *   imports?: string[], css?: string[] }} Chunk
 * @typedef {Record<string, Chunk>} Manifest
 * @typedef {{ name: string, bytes: number, limit: number, files: string[] }} Load
 */

/**
 * Everything that loads with a chunk: itself, what it imports statically, their styles.
 * @param {Manifest} manifest
 * @param {string} key
 * @param {Set<string>} files what was found so far; grows
 * @param {Set<string>} seen
 * @returns {Set<string>}
 */
function filesOf(manifest, key, files = new Set(), seen = new Set()) {
  if (seen.has(key)) return files;
  seen.add(key);
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`the manifest names ${key} and does not have it`);
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const imported of chunk.imports ?? []) filesOf(manifest, imported, files, seen);
  return files;
}

/**
 * What loads at first, then each lazy part: only what it adds to the first load.
 * @param {Manifest} manifest
 * @param {(file: string) => number} sizeOf gzipped bytes of a file
 * @returns {Load[]}
 */
export function measure(manifest, sizeOf) {
  const keys = Object.keys(manifest);
  const entries = keys.filter((key) => manifest[key]?.isEntry === true);
  if (entries.length === 0) throw new Error("the manifest has no entry");
  const first = new Set(["index.html"]);
  for (const key of entries) filesOf(manifest, key, first);
  /** @type {(name: string, files: string[], limit: number) => Load} */
  const load = (name, files, limit) => ({
    name,
    files,
    limit,
    bytes: files.reduce((sum, file) => sum + sizeOf(file), 0),
  });
  const lazy = keys.filter((key) => manifest[key]?.isDynamicEntry === true);
  return [
    load("first load", [...first], FIRST_LOAD),
    ...lazy.map((key) => {
      const added = [...filesOf(manifest, key)].filter((file) => !first.has(file));
      return load(key, added, LAZY_PART);
    }),
  ];
}

/**
 * The loads that are over their limits.
 * @param {Load[]} loads
 */
export const tooLarge = (loads) => loads.filter(({ bytes, limit }) => bytes > limit);

/**
 * The table that is printed.
 * @param {Load[]} loads
 */
export function table(loads) {
  const kB = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1).padStart(7);
  const wide = Math.max(...loads.map(({ name }) => name.length));
  const head = `${"gzip -9".padEnd(wide)}      kB   limit  files`;
  const rows = loads.map(
    ({ name, bytes, limit, files }) =>
      `${name.padEnd(wide)} ${kB(bytes)} ${kB(limit)} ${String(files.length).padStart(6)}` +
      (bytes > limit ? "  TOO LARGE" : ""),
  );
  return [head, ...rows].join("\n");
}

/** @param {string} folder */
function main(folder) {
  const path = join(folder, ".vite", "manifest.json");
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  const loads = measure(
    manifest,
    (file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length,
  );
  console.log(table(loads));
  for (const { name, bytes, limit } of tooLarge(loads)) {
    console.error(`${name} is ${bytes} bytes gzipped, and ${limit} is the limit.`);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  main(process.argv[2] ?? "../.cache/webui-build");
}
