// Fields of forms: a label, a control, a hint, and what is wrong with it.
import type { ComponentChildren, Ref } from "preact";
import { useId } from "preact/hooks";
import type { Problem } from "@/api/problem";

interface FieldProps {
  label: string;
  hint?: string | undefined;
  wrong?: string | undefined;
  /** The label is for screen readers only. */
  bare?: boolean | undefined;
}

interface Control {
  name?: string;
  required?: boolean;
  disabled?: boolean;
  readOnly?: boolean;
  placeholder?: string;
  autocomplete?: string;
  inputMode?: "numeric" | "decimal" | "tel" | "search";
  maxLength?: number;
  min?: number | string;
  max?: number | string;
  step?: number | string;
  pattern?: string;
}

interface Wiring {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

function Framed(props: FieldProps & { children: (wiring: Wiring) => ComponentChildren }) {
  const id = useId();
  const about = [props.hint, props.wrong].some((each) => each !== undefined && each !== "");
  const wiring: Wiring = { id };
  if (about) wiring["aria-describedby"] = `${id}-about`;
  if (props.wrong !== undefined && props.wrong !== "") wiring["aria-invalid"] = true;
  return (
    <div class="field">
      <label for={id} class={props.bare === true ? "hidden-visually" : "field-label"}>
        {props.label}
      </label>
      {props.children(wiring)}
      {about && (
        <p id={`${id}-about`} class={props.wrong ? "field-wrong" : "field-hint"}>
          {props.wrong || props.hint}
        </p>
      )}
    </div>
  );
}

interface TextProps extends FieldProps, Control {
  value: string;
  type?: "text" | "password" | "search" | "number" | "datetime-local" | "date" | "tel";
  inputRef?: Ref<HTMLInputElement>;
  onInput: (value: string) => void;
}

/** A line of text, a number, a date; the value is always its text. */
export function TextField(props: TextProps) {
  const { label, hint, wrong, bare, value, type = "text", inputRef, onInput, ...control } = props;
  return (
    <Framed {...frame({ label, hint, wrong, bare })}>
      {(wiring) => (
        <input
          {...wiring}
          {...control}
          ref={inputRef ?? null}
          class="input"
          {...{ type: type as "text" }} // one shape for all of them
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Framed>
  );
}

interface AreaProps extends FieldProps {
  value: string;
  rows?: number;
  maxLength?: number;
  mono?: boolean;
  disabled?: boolean;
  onInput: (value: string) => void;
}

/** Several lines of text. */
export function AreaField(props: AreaProps) {
  const { value, rows = 4, mono = false, onInput, maxLength, disabled } = props;
  return (
    <Framed {...frame(props)}>
      {(wiring) => (
        <textarea
          {...wiring}
          class={mono ? "input mono" : "input"}
          rows={rows}
          maxLength={maxLength}
          disabled={disabled}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Framed>
  );
}

interface SelectProps<Value extends string> extends FieldProps {
  value: Value;
  options: readonly (readonly [Value, string])[];
  disabled?: boolean;
  onInput: (value: Value) => void;
}

/** One of a few values, each with what is shown for it. */
export function SelectField<Value extends string>(props: SelectProps<Value>) {
  return (
    <Framed {...frame(props)}>
      {(wiring) => (
        <select
          {...wiring}
          class="input"
          value={props.value}
          disabled={props.disabled}
          onInput={(event) => props.onInput(event.currentTarget.value as Value)}
        >
          {props.options.map(([value, shown]) => (
            <option key={value} value={value}>
              {shown}
            </option>
          ))}
        </select>
      )}
    </Framed>
  );
}

/** Yes or no. */
export function CheckField(props: {
  label: string;
  value: boolean;
  disabled?: boolean;
  onInput: (value: boolean) => void;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.value}
        disabled={props.disabled}
        onInput={(event) => props.onInput(event.currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}

/** What the server says is wrong with a field of the body, as "body.name". */
export function wrongWith(problem: Problem | null, where: string): string | undefined {
  return problem?.fields.find((each) => each.where === where)?.problem;
}

function frame(props: FieldProps): FieldProps {
  const { label, hint, wrong, bare = false } = props;
  return { label, hint, wrong, bare };
}
