/** A function of a point that writes its slope there and returns its value. */
export type Smooth = (point: Float64Array, slope: Float64Array) => number;

/** How many steps the search remembers. */
const MEMORY = 8;
const MAX_STEPS = 80;

/** A step is taken if it gains at least this part of what the slope promises. */
const LEAST_GAIN = 1e-4;

/** A step and how the slope changed with it. */
interface Step {
  readonly moved: Float64Array;
  readonly bent: Float64Array;
  readonly product: number;
}

/**
 * The point at which a convex function is smallest, from zero, by L-BFGS
 * (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5). Nothing in it is random.
 */
export function minimize(size: number, smooth: Smooth): Float64Array {
  let point = new Float64Array(size);
  let slope = new Float64Array(size);
  let value = smooth(point, slope);
  const steps: Step[] = [];
  for (let count = 0; count < MAX_STEPS; count += 1) {
    const direction = directionFrom(slope, steps);
    const promised = dot(direction, slope);
    // At the first step nothing is known of the scale.
    let length = steps.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(slope, slope))) : 1;
    const next = new Float64Array(size);
    const nextSlope = new Float64Array(size);
    let reached = 0;
    for (;;) {
      for (let index = 0; index < size; index += 1)
        next[index] = (point[index] ?? 0) + length * (direction[index] ?? 0);
      reached = smooth(next, nextSlope);
      if (reached <= value + LEAST_GAIN * length * promised || length < 1e-9) break;
      length /= 2;
    }
    const moved = next.map((each, index) => each - (point[index] ?? 0));
    const bent = nextSlope.map((each, index) => each - (slope[index] ?? 0));
    const product = dot(moved, bent);
    if (product > 1e-12) steps.push({ moved, bent, product });
    if (steps.length > MEMORY) steps.shift();
    const gained = value - reached;
    [point, slope, value] = [next, nextSlope, reached];
    if (gained <= 1e-7 * Math.abs(value)) break;
  }
  return point;
}

/** Where the steps so far say that the smallest value is. */
function directionFrom(slope: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = slope.map((each) => -each);
  const factors: number[] = [];
  for (const { moved, bent, product } of steps.toReversed()) {
    const factor = dot(moved, direction) / product;
    factors.push(factor);
    add(direction, bent, -factor);
  }
  const last = steps.at(-1);
  if (last) {
    const scale = last.product / dot(last.bent, last.bent);
    for (let index = 0; index < direction.length; index += 1)
      direction[index] = (direction[index] ?? 0) * scale;
  }
  for (const { moved, bent, product } of steps)
    add(direction, moved, (factors.pop() ?? 0) - dot(bent, direction) / product);
  return direction;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1)
    sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

function add(to: Float64Array, from: Float64Array, factor: number): void {
  for (let index = 0; index < to.length; index += 1)
    to[index] = (to[index] ?? 0) + factor * (from[index] ?? 0);
}
