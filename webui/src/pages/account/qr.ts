// A QR code for the second factor: bytes, error correction level M, versions 1 to 12
// (ISO/IEC 18004). Longer texts than an otpauth address have no code here.

/** By version, from 1: codewords of error correction in a block, and blocks. */
const ECC = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8];
const TOTAL = [26, 44, 70, 100, 134, 172, 196, 242, 292, 346, 404, 466];
const MOST = TOTAL.length;
const BYTES = 4; // the mode
const LEVEL_M = 0;

type Grid = boolean[][];

/** Return the dark modules, row by row; null if the text is too long. */
export function qrOf(text: string): readonly (readonly boolean[])[] | null {
  const bytes = new TextEncoder().encode(text);
  const version = versionOf(bytes.length);
  if (version === null) return null;
  const words = interleaved(packed(bytes, version), version);
  let best: { grid: Grid; penalty: number } | null = null;
  for (let mask = 0; mask < 8; mask += 1) {
    const grid = drawn(words, version, mask);
    const penalty = penaltyOf(grid);
    if (best === null || penalty < best.penalty) best = { grid, penalty };
  }
  return best?.grid ?? null;
}

/** Return dark modules as one SVG path, a unit a module. */
export function pathOf(grid: readonly (readonly boolean[])[]): string {
  return grid
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${String(x)} ${String(y)}h1v1h-1z` : "")))
    .join("");
}

function at(list: readonly number[], index: number): number {
  return list[index] ?? 0;
}

function dataWords(version: number): number {
  return at(TOTAL, version - 1) - at(ECC, version - 1) * at(BLOCKS, version - 1);
}

function versionOf(bytes: number): number | null {
  for (let version = 1; version <= MOST; version += 1) {
    const head = version < 10 ? 12 : 20; // bits of mode and count
    if (head + bytes * 8 <= dataWords(version) * 8) return version;
  }
  return null;
}

/** Mode, count, bytes, end and padding, as codewords. */
function packed(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1);
  };
  put(BYTES, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  const room = dataWords(version) * 8;
  put(0, Math.min(4, room - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) put(pad, 8);
  const words: number[] = [];
  for (let from = 0; from < bits.length; from += 8)
    words.push(bits.slice(from, from + 8).reduce((word, bit) => (word << 1) | bit, 0));
  return words;
}

/** Cut into blocks, add error correction, and take turns. */
function interleaved(words: readonly number[], version: number): number[] {
  const blocks = at(BLOCKS, version - 1);
  const ecc = at(ECC, version - 1);
  const short = Math.floor(words.length / blocks);
  const longFrom = blocks - (words.length % blocks);
  const data: number[][] = [];
  for (let block = 0, from = 0; block < blocks; block += 1) {
    const length = short + (block >= longFrom ? 1 : 0);
    data.push(words.slice(from, from + length));
    from += length;
  }
  const checks = data.map((each) => remainder(each, generator(ecc)));
  const turns = (rows: readonly number[][], length: number) =>
    Array.from({ length }, (_, i) => rows.flatMap((row) => (i < row.length ? at(row, i) : [])));
  return [...turns(data, short + 1), ...turns(checks, ecc)].flat();
}

/** Multiply in GF(256) over x^8 + x^4 + x^3 + x^2 + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product;
}

/** The polynomial with the roots 1, 2, 4...; its first coefficient, 1, is left out. */
function generator(degree: number): number[] {
  const made = Array.from({ length: degree }, (_, i): number => (i === degree - 1 ? 1 : 0));
  let root = 1;
  for (let step = 0; step < degree; step += 1) {
    for (let i = 0; i < degree; i += 1)
      made[i] = times(at(made, i), root) ^ (i + 1 < degree ? at(made, i + 1) : 0);
    root = times(root, 2);
  }
  return made;
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  let rest = divisor.map(() => 0);
  for (const word of data) {
    const factor = word ^ at(rest, 0);
    rest = divisor.map((each, i) => at(rest, i + 1) ^ times(each, factor));
  }
  return rest;
}

/** Everything on the grid, with a mask. */
function drawn(words: readonly number[], version: number, mask: number): Grid {
  const size = version * 4 + 17;
  const grid: Grid = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  const fixed: Grid = grid.map((row) => [...row]);
  const put = (x: number, y: number, dark: boolean) => {
    const [row, taken] = [grid[y], fixed[y]];
    if (row === undefined || taken === undefined || x < 0 || x >= size) return;
    row[x] = dark;
    taken[x] = true;
  };
  drawPatterns(put, version, size);
  drawFormat(put, mask, size);
  if (version >= 7) drawVersion(put, version, size);
  drawWords(grid, fixed, words, mask);
  return grid;
}

type Put = (x: number, y: number, dark: boolean) => void;

function drawPatterns(put: Put, version: number, size: number): void {
  for (let i = 0; i < size; i += 1) {
    put(6, i, i % 2 === 0);
    put(i, 6, i % 2 === 0);
  }
  const corners: [number, number][] = [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ];
  for (const [x, y] of corners) drawRings(put, x, y, 4);
  const places = alignments(version, size);
  for (const x of places)
    for (const y of places) {
      const inCorner = (x === 6 && (y === 6 || y === size - 7)) || (x === size - 7 && y === 6);
      if (!inCorner) drawRings(put, x, y, 2);
    }
}

/** Squares in each other: a finder (radius 4, with its light border) or an alignment (2). */
function drawRings(put: Put, x: number, y: number, radius: number): void {
  for (let dy = -radius; dy <= radius; dy += 1)
    for (let dx = -radius; dx <= radius; dx += 1) {
      const ring = Math.max(Math.abs(dx), Math.abs(dy));
      put(x + dx, y + dy, radius === 4 ? ring !== 2 && ring !== 4 : ring !== 1);
    }
}

/** Coordinates of alignment patterns. */
function alignments(version: number, size: number): number[] {
  if (version === 1) return [];
  return version < 7 ? [6, size - 7] : [6, (size - 1) / 2, size - 7];
}

function drawFormat(put: Put, mask: number, size: number): void {
  const data = (LEVEL_M << 3) | mask;
  const bits = ((data << 10) | bch(data, 10, 0x537)) ^ 0x5412;
  const bit = (i: number) => ((bits >> i) & 1) === 1;
  for (let i = 0; i < 15; i += 1) {
    const along = i < 6 ? i : i < 8 ? i + 1 : size - 15 + i;
    put(8, along, bit(i));
    const across = i < 8 ? size - 1 - i : i === 8 ? 7 : 14 - i;
    put(across, 8, bit(i));
  }
  put(8, size - 8, true);
}

function drawVersion(put: Put, version: number, size: number): void {
  const bits = (version << 12) | bch(version, 12, 0x1f25);
  for (let i = 0; i < 18; i += 1) {
    const dark = ((bits >> i) & 1) === 1;
    const [far, near] = [size - 11 + (i % 3), Math.floor(i / 3)];
    put(far, near, dark);
    put(near, far, dark);
  }
}

function bch(data: number, length: number, polynomial: number): number {
  let rest = data;
  for (let i = 0; i < length; i += 1) rest = (rest << 1) ^ ((rest >> (length - 1)) * polynomial);
  return rest;
}

/** The codewords in columns of two, up and down, skipping what is fixed. */
function drawWords(grid: Grid, fixed: Grid, words: readonly number[], mask: number): void {
  const size = grid.length;
  let bit = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5; // the column of the timing pattern
    const isUp = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const y = isUp ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        const row = grid[y];
        if (row === undefined || fixed[y]?.[x] === true) continue;
        const dark = ((at(words, bit >> 3) >> (7 - (bit & 7))) & 1) === 1;
        row[x] = dark !== isMasked(mask, x, y);
        bit += 1;
      }
    }
  }
}

function isMasked(mask: number, x: number, y: number): boolean {
  const rules = [
    (x + y) % 2,
    y % 2,
    x % 3,
    (x + y) % 3,
    (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
    ((x * y) % 2) + ((x * y) % 3),
    (((x * y) % 2) + ((x * y) % 3)) % 2,
    (((x + y) % 2) + ((x * y) % 3)) % 2,
  ];
  return rules[mask] === 0;
}

/** How hard a code is to read: long runs, blocks, false finders, too dark or too light. */
function penaltyOf(grid: Grid): number {
  const columns = grid.map((_, x) => grid.map((row) => row[x] === true));
  const lines = [...grid, ...columns].map((line) =>
    line.map((dark) => (dark ? "1" : "0")).join(""),
  );
  let penalty = 0;
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) penalty += run.length - 2;
    for (const finder of ["10111010000", "00001011101"])
      for (let from = line.indexOf(finder); from >= 0; from = line.indexOf(finder, from + 1))
        penalty += 40;
  }
  let dark = 0;
  grid.forEach((row, y) =>
    row.forEach((cell, x) => {
      dark += cell ? 1 : 0;
      const same = [grid[y]?.[x + 1], grid[y + 1]?.[x], grid[y + 1]?.[x + 1]];
      if (same.every((each) => each === cell)) penalty += 3;
    }),
  );
  return penalty + Math.floor(Math.abs((dark * 20) / grid.length ** 2 - 10)) * 10;
}
