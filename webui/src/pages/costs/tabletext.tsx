// The text of a price table, to read or to save and change.
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { save } from "./csv";
import { p } from "./pricemessages";

export function TableText({ name, yaml }: { name: string; yaml: string }) {
  const button = <Button onClick={() => save(name, yaml, "text/plain")}>{p("download")}</Button>;
  return (
    <Section title={p("text")} actions={button}>
      <details>
        <summary>{p("text-show")}</summary>
        <pre class="costs-yaml" tabIndex={0} role="group" aria-label={p("text")}>
          {yaml}
        </pre>
      </details>
    </Section>
  );
}
