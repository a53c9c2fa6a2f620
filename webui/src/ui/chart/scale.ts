// The steps of an axis.

const STEPS = [1, 2, 2.5, 5, 10];

/** Return round values from 0 to at least `most`; about `wanted` of them above 0. */
export function ticks(most: number, wanted = 4): readonly number[] {
  if (!(most > 0) || !Number.isFinite(most)) return [0, 1];
  const rough = most / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((each) => each * power >= rough * 0.999) ?? 10) * power;
  const many = Math.ceil(most / step - 1e-9);
  return Array.from({ length: many + 1 }, (_, at) => at * step);
}

/** Return at most `most` places of `many`, evenly, the last one among them. */
export function spread(many: number, most: number): readonly number[] {
  if (many <= 0) return [];
  const every = Math.max(1, Math.ceil(many / most));
  const found: number[] = [];
  for (let at = many - 1; at >= 0; at -= every) found.unshift(at);
  return found;
}
