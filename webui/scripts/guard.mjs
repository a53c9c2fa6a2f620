// Holds what the content security policy and Trusted Types ask of the build:
// `node scripts/guard.mjs FOLDER` fails on inline scripts and styles, evaluated code, addresses
// that the policy refuses, and markup that our own code makes; it lists what libraries have.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** @typedef {{ where: string, what: string, text: string }} Finding */

/** @type {[string, RegExp][]} */
const IN_HTML = [
  ["an inline script", /<script(?![^>]*\ssrc=)[^>]*>/gi],
  ["an inline style", /<style[\s>]/gi],
  ["a style attribute", /<[^>]+\sstyle\s*=/gi],
  ["an event attribute", /<[^>]+\son[a-z]+\s*=/gi],
  ["a foreign address", /(?:src|href)\s*=\s*["']?(?:https?:|data:|\/\/)/gi],
];
/** @type {[string, RegExp][]} */
const IN_STYLES = [
  ["a foreign or data address", /(?:url\(|@import)\s*["']?(?:https?:|data:|\/\/)[^)]{0,30}/gi],
];
/** @type {[string, RegExp][]} */
const IN_SCRIPTS = [
  ["evaluated code", /(?<![\w$.])eval\s*\(/g],
  ["evaluated code", /\bnew\s+Function\s*\(/g],
  ["evaluated code", /\bset(?:Timeout|Interval)\s*\(\s*["'`]/g],
  ["a data address", /["'`]data:[a-z]+\/[^"'`]{0,30}/g],
];
/** what writes markup; in libraries it may stand as long as nobody uses it */
const SINK =
  /\b(?:innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|createContextualFragment)\b/g;
/** @type {[string, RegExp][]} */
const IN_OURS = [["markup that is written as text", SINK], ...IN_SCRIPTS];

/**
 * Everything in a text that one of the rules finds.
 * @param {string} where
 * @param {string} text
 * @param {[string, RegExp][]} rules
 * @returns {Finding[]}
 */
const found = (where, text, rules) =>
  rules.flatMap(([what, pattern]) =>
    [...text.matchAll(pattern)].map((hit) => ({
      where,
      what,
      text: text
        .slice(Math.max(0, hit.index - 30), hit.index + hit[0].length + 30)
        .replaceAll("\n", " "),
    })),
  );

/**
 * What must not be in a file of the build.
 * @param {string} name
 * @param {string} text
 */
export function forbidden(name, text) {
  if (name.endsWith(".html")) return found(name, text, IN_HTML);
  if (name.endsWith(".css")) return found(name, text, IN_STYLES);
  return name.endsWith(".js") ? found(name, text, IN_SCRIPTS) : [];
}

/**
 * What must not be in a source of ours.
 * @param {string} name
 * @param {string} text
 */
export const forbiddenInOurs = (name, text) =>
  /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) ? found(name, text, IN_OURS) : [];

/**
 * The places of a built script that could write markup; ours have none, so they are a library's.
 * @param {string} name
 * @param {string} text
 */
export const sinks = (name, text) =>
  name.endsWith(".js") ? found(name, text, [["a library's", SINK]]) : [];

/**
 * Name and text of every file below a folder.
 * @param {string} folder
 * @returns {[string, string][]}
 */
const texts = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(folder, path), readFileSync(path, "utf8")]);

/** @param {string} folder */
function main(folder) {
  const built = texts(folder);
  const ours = texts(fileURLToPath(new URL("../src", import.meta.url)));
  const bad = [
    ...built.flatMap(([name, text]) => forbidden(name, text)),
    ...ours.flatMap(([name, text]) => forbiddenInOurs(`src/${name}`, text)),
  ];
  for (const { where, text } of built.flatMap(([name, text]) => sinks(name, text))) {
    console.log(`in a library, unused by us: ${where}: ...${text}...`);
  }
  for (const { where, what, text } of bad) console.error(`${where} has ${what}: ...${text}...`);
  if (bad.length > 0) process.exitCode = 1;
  else console.log(`guard: ${built.length} files of the build are clean`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  main(process.argv[2] ?? "../.cache/webui-build");
}
