// The turn that the address names: "?turn=3".
import { computed } from "@preact/signals";
import { place } from "@/ui/router";
import { turnOf } from "./sync";

/** Its number; null if the address names none. Only another turn is news. */
export const linkedTurn = computed(() => turnOf(place.value.query.get("turn")));
