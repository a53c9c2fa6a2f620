// Addresses: what is shown follows the address, and only this file changes it.
import { computed, signal } from "@preact/signals";

export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

const here = signal(location.pathname + location.search);

export const place = computed<Place>(() => {
  const url = new URL(here.value, location.origin);
  return { path: url.pathname, query: url.searchParams };
});

let hold: ((address: string) => boolean) | null = null;

/** Ask before the path changes: while `mayLeave` says no, nobody goes. Whoever holds tells the
 * user why, and lets go with what this returns. One at a time. */
export function holdPlace(mayLeave: (address: string) => boolean): () => void {
  hold = mayLeave;
  return () => {
    if (hold === mayLeave) hold = null;
  };
}

function isHeld(url: URL): boolean {
  if (hold === null || url.pathname === new URL(here.peek(), location.origin).pathname)
    return false;
  return !hold(url.pathname + url.search + url.hash);
}

/** Go to an address of this UI, as "/calls?q=tyre". */
export function go(address: string, how: { replace?: boolean } = {}): void {
  const url = new URL(address, location.origin);
  if (isHeld(url)) return;
  const wanted = url.pathname + url.search;
  if (wanted === here.peek() && url.hash === location.hash) return;
  if (how.replace === true) history.replaceState(null, "", wanted + url.hash);
  else history.pushState(null, "", wanted + url.hash);
  here.value = wanted;
}

/** Change only the query; an empty or absent value takes its name out. */
export function goQuery(
  changes: Readonly<Record<string, string | undefined>>,
  how: { replace?: boolean } = { replace: true },
): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes))
    if (value === undefined || value === "") query.delete(name);
    else query.set(name, value);
  const text = query.toString();
  go(location.pathname + (text === "" ? "" : `?${text}`), how);
}

/** Follow the browser: its back button, and plain clicks on links of this UI. */
export function listenToBrowser(): void {
  addEventListener("popstate", () => {
    if (isHeld(new URL(location.href))) {
      history.pushState(null, "", here.peek()); // back to where the browser had left
      return;
    }
    here.value = location.pathname + location.search;
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || link.origin !== location.origin || link.hasAttribute("download")) return;
    if (link.target !== "" || link.pathname.startsWith("/api/")) return;
    if (link.hash !== "" && link.pathname === location.pathname) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
}

/** Match "/calls/:id" with a path; null if it is another. */
export function match(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const wanted = pattern.split("/");
  const given = path.replace(/(?<=.)\/$/, "").split("/");
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = given[at] ?? "";
    if (part.startsWith(":") && value !== "") found[part.slice(1)] = decoded(value);
    else if (part !== value) return null;
  }
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
