// Short news of what an act has done, read out politely and gone after a while.
import { signal } from "@preact/signals";
import type { Tone } from "@/ui/bits";
import { Button } from "@/ui/button";
import { t } from "@/ui/messages";

interface News {
  readonly id: number;
  readonly text: string;
  readonly tone: Tone;
}

const SHOWN_MS = 8_000;
const MOST = 4;

const news = signal<readonly News[]>([]);
let lastId = 0;

/** Tell the user what has really happened. */
export function tell(text: string, tone: Tone = "good"): void {
  lastId += 1;
  const id = lastId;
  news.value = [...news.peek(), { id, text, tone }].slice(-MOST);
  setTimeout(() => forget(id), SHOWN_MS);
}

function forget(id: number): void {
  news.value = news.peek().filter((each) => each.id !== id);
}

/** Where the news appear; once, in the house's frame. */
export function NewsCorner() {
  return (
    <div class="news" role="status" aria-live="polite">
      {news.value.map((each) => (
        <div key={each.id} class={`news-item tone-${each.tone}`}>
          <span class="grow">{each.text}</span>
          <Button kind="quiet" label={t("close")} onClick={() => forget(each.id)}>
            ×
          </Button>
        </div>
      ))}
    </div>
  );
}
