// Before every unit test: English, nothing kept, nothing left on the page.
import { cleanup } from "@testing-library/preact";
import { afterEach, beforeEach } from "vitest";
import { setLocale } from "@/i18n";

beforeEach(() => {
  setLocale("en");
});

afterEach(() => {
  cleanup();
  localStorage.clear();
});
