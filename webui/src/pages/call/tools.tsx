// A tool call: what was asked with which key, what came of it, how long it took.
import { Badge } from "@/ui/bits";
import { clock, millis } from "@/ui/format";
import { t } from "./messages";
import type { ToolCall } from "./told";

export function ToolCard({ tool }: { tool: ToolCall }) {
  const [tone, shown] =
    tool.ok === null
      ? (["warn", t("tool-running")] as const)
      : tool.ok
        ? (["good", t("tool-ok")] as const)
        : (["bad", t("tool-failed")] as const);
  return (
    <details class="call-tool">
      <summary>
        <span class="mono call-tool-name">{tool.tool}</span>
        <Badge tone={tone}>{shown}</Badge>
        <span class="muted small">
          {clock(tool.at_s)} · {millis(tool.took_ms)}
        </span>
      </summary>
      <div class="stack call-tool-inside">
        <Json name={t("arguments")} text={tool.arguments} />
        <Json name={t("result")} text={tool.result} />
        {tool.idempotency_key !== "" && (
          <p class="small">
            {t("key")}: <code class="call-id">{tool.idempotency_key}</code>
          </p>
        )}
        {tool.prompt !== "" && (
          <p class="small muted">
            {t("prompt")}: <span class="mono">{tool.prompt}</span>
            {tool.prompt_sha !== "" && <span class="mono"> {tool.prompt_sha.slice(0, 12)}</span>}
          </p>
        )}
      </div>
    </details>
  );
}

/** JSON, laid out if it is some. */
export function Json({ name, text }: { name: string; text: string }) {
  if (text === "") return null;
  return (
    <figure class="call-json">
      <figcaption class="small muted">{name}</figcaption>
      <pre class="said" tabIndex={0} role="group" aria-label={name} dir="auto">
        {laidOut(text)}
      </pre>
    </figure>
  );
}

export function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
