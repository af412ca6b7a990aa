/** How long something took in half of the cases, and in 95 of 100, in milliseconds. */
export interface Percentiles {
  p50: number;
  p95: number;
}

const WARM_UP = 5;
const TIMES = 60;

/** Does something over and over, one after the other, and tells how long it took. The first few do not count. */
export async function timed(run: () => Promise<unknown>): Promise<Percentiles> {
  const times: number[] = [];
  for (let turn = 0; turn < WARM_UP + TIMES; turn++) {
    const started = performance.now();
    await run();
    if (turn >= WARM_UP) times.push(performance.now() - started);
  }
  return percentilesOf(times);
}

/** By the nearest rank: the smallest value that so many of the hundred do not exceed. */
function percentilesOf(times: readonly number[]): Percentiles {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}
