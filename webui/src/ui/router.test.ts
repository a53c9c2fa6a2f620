import { afterEach, beforeAll, expect, test } from "vitest";
import { go, goQuery, listenToBrowser, match, place } from "@/ui/router";

beforeAll(listenToBrowser);

afterEach(() => {
  document.body.replaceChildren();
  go("/");
});

test.each([
  ["/", "/", {}],
  ["/calls", "/calls/", {}],
  ["/calls/:id", "/calls/a%20b", { id: "a b" }],
  ["/calls/:id", "/calls/%E0%A4%A", { id: "%E0%A4%A" }],
])("%s matches %s", (pattern, path, found) => {
  expect(match(pattern, path)).toEqual(found);
});

test.each([
  ["/calls/:id", "/calls"],
  ["/calls/:id", "/calls/"],
  ["/calls", "/prompts"],
])("%s does not match %s", (pattern, path) => {
  expect(match(pattern, path)).toBeNull();
});

test("the place follows, and the query can be changed part by part", () => {
  go("/calls?q=tyre&live=true");
  goQuery({ live: undefined, language: "uk" });
  expect(place.value.path).toBe("/calls");
  expect(location.search).toBe("?q=tyre&language=uk");
  expect(place.value.query.get("language")).toBe("uk");
});

test("a plain click on a link of ours goes there without loading", () => {
  expect(clicked('<a href="/costs?since=x"><b id="at">Costs</b></a>')).toBe(true);
  expect(place.value.path).toBe("/costs");
});

test.each([
  ["another site", '<a id="at" href="http://elsewhere.example/costs">x</a>', {}],
  ["a download", '<a id="at" href="/costs" download>x</a>', {}],
  ["the API", '<a id="at" href="/api/v1/openapi.json">x</a>', {}],
  ["a new tab", '<a id="at" href="/costs" target="_blank">x</a>', {}],
  ["a click with Ctrl", '<a id="at" href="/costs">x</a>', { ctrlKey: true }],
])("%s is left to the browser", (_, html, keys) => {
  expect(clicked(html, keys)).toBe(false);
  expect(place.value.path).toBe("/");
});

/** Click on #at; returns whether the router took the click. The test's browser goes nowhere. */
function clicked(html: string, keys: MouseEventInit = {}): boolean {
  document.body.append(document.createRange().createContextualFragment(html));
  let taken = false;
  const last = (event: Event) => {
    taken = event.defaultPrevented;
    event.preventDefault();
  };
  addEventListener("click", last, { once: true });
  const event = new MouseEvent("click", { bubbles: true, cancelable: true, ...keys });
  document.getElementById("at")?.dispatchEvent(event);
  return taken;
}
