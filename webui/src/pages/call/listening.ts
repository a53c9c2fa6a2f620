// What all parts of the page share while a recording is listened to.
import { computed, type ReadonlySignal } from "@preact/signals";
import { api, ask } from "@/api/client";
import { Player } from "./recording";
import { momentAt, momentsOf, type Moment } from "./sync";
import type { Call } from "./told";

export interface Listening {
  readonly player: Player;
  readonly durationS: number;
  readonly moments: readonly Moment[];
  /** Who speaks at the playhead; null before anybody did and while nobody listened yet. */
  readonly current: ReadonlySignal<Moment | null>;
}

export function listeningTo(call: Call): Listening {
  const player = new Player(async () => {
    const path = { call_id: call.call.call_id };
    return (await ask(api.POST("/api/v1/calls/{call_id}/recording-url", { params: { path } }))).url;
  });
  const moments = momentsOf(call.turns);
  const durationS = (call.recording_ms ?? call.call.duration_ms ?? 0) / 1_000;
  // moments stay the same objects, so who reads this hears only of another one
  const current = computed(() =>
    player.atS.value === 0 && !player.playing.value ? null : momentAt(moments, player.atS.value),
  );
  return { player, durationS, moments, current };
}
