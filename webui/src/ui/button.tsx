// Buttons, and links that look like them.
import type { ComponentChildren, TargetedMouseEvent } from "preact";

type Kind = "plain" | "primary" | "danger" | "quiet";

interface ButtonProps {
  kind?: Kind;
  busy?: boolean;
  disabled?: boolean;
  type?: "button" | "submit";
  label?: string;
  title?: string;
  pressed?: boolean;
  onClick?: (event: TargetedMouseEvent<HTMLButtonElement>) => void;
  children: ComponentChildren;
}

/** A busy button keeps the focus and tells that it works; it cannot be pressed again. */
export function Button(props: ButtonProps) {
  const { kind = "plain", busy = false, disabled = false, type = "button" } = props;
  return (
    <button
      type={type}
      class={`button button-${kind}`}
      disabled={disabled}
      aria-disabled={busy}
      aria-busy={busy}
      aria-label={props.label}
      aria-pressed={props.pressed}
      title={props.title}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else props.onClick?.(event);
      }}
    >
      {busy && <span class="spinner" aria-hidden="true" />}
      {props.children}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink(props: {
  href: string;
  kind?: Kind;
  download?: string;
  children: ComponentChildren;
}) {
  const { kind = "plain", href, download } = props;
  return (
    <a class={`button button-${kind}`} href={href} download={download}>
      {props.children}
    </a>
  );
}
