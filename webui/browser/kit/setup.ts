// One house for all browser tests that do not break theirs: a past of 2,000 calls, and two
// callers. It is started before the first file and ends after the last.
import type { TestProject } from "vitest/node";
import { startHouse, type Ready } from "./house";

declare module "vitest" {
  interface ProvidedContext {
    house: Ready;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const house = await startHouse({ history: 2_000, callers: 2, patient: 1, language: "mixed" });
  project.provide("house", house.ready);
  return () => house.stop();
}
