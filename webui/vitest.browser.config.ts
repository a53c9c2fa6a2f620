// Browser tests: the built UI in a real Chromium, against a real house. One file at a time:
// they share two cores with the house.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["browser/**/*.browser.ts"],
    globalSetup: ["./browser/kit/setup.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    retry: 0,
  },
});
