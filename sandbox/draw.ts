/**
 * The nth draw of a seeded generator as a number from 0 up to 1, without the draws before it. It is the
 * mixing step of splitmix32: https://github.com/bryc/code/blob/master/jshash/PRNGs.md
 */
export function draw(seed: number, n: number): number {
  let mixed = (seed + Math.imul(n + 1, 0x9e3779b9)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}
