// A tool that the agent used: with what, what came of it, how long it took.
import { Badge } from "@/ui/bits";
import { millis } from "@/ui/format";
import type { ToolEntry } from "./log";
import { t } from "./messages";

export function ToolCard({ entry }: { entry: ToolEntry }) {
  const { tone, shown } = standing(entry);
  return (
    <details class="try-tool grow">
      <summary>
        <span class="row">
          <span class="mono try-tool-name">{entry.tool}</span>
          <Badge tone={tone}>{shown}</Badge>
          {entry.tookMs !== null && <span class="muted small">{millis(entry.tookMs)}</span>}
        </span>
      </summary>
      <Json name={t("arguments")} text={entry.arguments} />
      <Json name={t("result")} text={entry.result} />
      <p class="muted small">{t("tool-short")}</p>
    </details>
  );
}

function standing(entry: ToolEntry) {
  if (entry.ok === null) return { tone: "info", shown: t("tool-runs") } as const;
  if (entry.ok) return { tone: "good", shown: t("tool-done") } as const;
  return { tone: "bad", shown: t("tool-failed") } as const;
}

function Json({ name, text }: { name: string; text: string }) {
  if (text === "") return null;
  return (
    <figure>
      <figcaption class="small muted">{name}</figcaption>
      <pre class="said" tabIndex={0} role="group" aria-label={name} dir="auto">
        {laidOut(text)}
      </pre>
    </figure>
  );
}

/** JSON is laid out; what was cut in the middle is not JSON any more and stays as it is. */
function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
