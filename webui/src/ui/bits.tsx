// Small things: badges, lights, banners, tabs, pairs of a name and a value.
import type { ComponentChildren } from "preact";

export type Tone = "plain" | "good" | "warn" | "bad" | "info";

/** A word that stands out. Colour never says it alone. */
export function Badge({ tone = "plain", children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`badge tone-${tone}`}>{children}</span>;
}

/** Something that concerns the whole page. `urgent` is read out at once. */
export function Banner(props: { tone: Tone; urgent?: boolean; children: ComponentChildren }) {
  return (
    <div class={`banner tone-${props.tone}`} role={props.urgent === true ? "alert" : "status"}>
      {props.children}
    </div>
  );
}

/** Names and values. */
export function Facts({ facts }: { facts: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Parts of a page that have addresses of their own. */
export function SubNav(props: {
  label: string;
  here: string;
  links: readonly (readonly [string, string])[];
}) {
  return (
    <nav class="subnav" aria-label={props.label}>
      {props.links.map(([href, shown]) => (
        <a key={href} href={href} aria-current={href === props.here ? "page" : undefined}>
          {shown}
        </a>
      ))}
    </nav>
  );
}
