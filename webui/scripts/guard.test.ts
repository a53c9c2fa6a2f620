// What the guard finds in a build, and what it lets pass.
import { describe, expect, test } from "vitest";
import { forbidden, forbiddenInOurs, sinks } from "./guard.mjs";

const whats = (name: string, text: string) => forbidden(name, text).map(({ what }) => what);

describe("in a page", () => {
  test.each([
    ["<script>go()</script>", "an inline script"],
    ['<script type="module">go()</script>', "an inline script"],
    ["<style>a{}</style>", "an inline style"],
    ['<p class="a" style="color:red">', "a style attribute"],
    ['<img src="/a.png" onerror="go()">', "an event attribute"],
    ['<script src="https://x.example/a.js"></script>', "a foreign address"],
    ['<link href="//x.example/a.css">', "a foreign address"],
    ['<link href="data:image/svg+xml,x">', "a foreign address"],
  ])("%s is refused", (text, what) => {
    expect(whats("index.html", text)).toEqual([what]);
  });

  test("what Vite makes passes", () => {
    const page =
      '<!doctype html><html lang="en"><head><meta charset="utf-8" />' +
      '<script type="module" crossorigin src="/assets/a-12345678.js"></script>' +
      '<link rel="stylesheet" crossorigin href="/assets/a-12345678.css"></head><body></body></html>';
    expect(whats("index.html", page)).toEqual([]);
  });
});

describe("in a script", () => {
  test.each([
    ["a=eval('1')", "evaluated code"],
    ["a=new Function('return 1')", "evaluated code"],
    ["setTimeout('go()',1)", "evaluated code"],
    ['a="data:image/png;base64,x"', "a data address"],
  ])("%s is refused", (text, what) => {
    expect(whats("assets/a.js", text)).toEqual([what]);
  });

  test.each([
    "x.eval(1)",
    "retrieval(1)",
    "new Functional(1)",
    "setTimeout(go,1)",
    'a="metadata:"',
  ])("%s passes", (text) => {
    expect(whats("assets/a.js", text)).toEqual([]);
  });

  test("what writes markup is listed, not refused: it is a library's", () => {
    const text = "e.innerHTML=t&&t.__html||''";
    expect(whats("assets/a.js", text)).toEqual([]);
    expect(sinks("assets/a.js", text)).toHaveLength(1);
  });
});

test("a style sheet loads nothing from elsewhere", () => {
  expect(whats("a.css", "a{background:url(data:image/png;base64,x)}")).toHaveLength(1);
  expect(whats("a.css", '@import "https://x.example/a.css";')).toHaveLength(1);
  expect(whats("a.css", "a{background:url(/assets/a-12345678.svg)}")).toEqual([]);
});

test("our own sources make no markup; their tests may", () => {
  expect(forbiddenInOurs("src/ui/a.tsx", "a.innerHTML = b")).toHaveLength(1);
  expect(forbiddenInOurs("src/ui/a.tsx", "<p dangerouslySetInnerHTML={a} />")).toHaveLength(1);
  expect(forbiddenInOurs("src/ui/a.tsx", "a.textContent = b")).toEqual([]);
  expect(forbiddenInOurs("src/ui/a.test.tsx", "a.innerHTML = b")).toEqual([]);
});
