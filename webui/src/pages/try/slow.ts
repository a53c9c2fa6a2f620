// From when on an answer is slow: the objective of a turn.

export const SLOW_MS = 1_200;
