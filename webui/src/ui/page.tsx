// The frame of a page: its title, what can be done, what it shows.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** The title is the document's too, and gets the focus when the page appears. */
export function Page(props: {
  title: string;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${props.title} – callcore`;
  }, [props.title]);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="page">
      <header class="page-head">
        <div class="grow">
          <h1 ref={heading} tabIndex={-1}>
            {props.title}
          </h1>
          {props.lead !== undefined && <div class="page-lead muted">{props.lead}</div>}
        </div>
        {props.actions !== undefined && <div class="row">{props.actions}</div>}
      </header>
      {props.children}
    </div>
  );
}

/** A part of a page with a heading. */
export function Section(props: {
  title: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class="card stack" aria-label={props.title}>
      <header class="row">
        <h2 class="grow">{props.title}</h2>
        {props.actions}
      </header>
      {props.children}
    </section>
  );
}
