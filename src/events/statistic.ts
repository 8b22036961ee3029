/** What a list of measurements comes to. @param name as in the file: `p95`, `mean`, `median`, `min`, `max`, `stddev`, `sum`, `count`. */
export function statistic(name: string, values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const sum = sorted.reduce((total, value) => total + value, 0);
  const mean = sum / sorted.length;
  switch (name) {
    case 'count': return sorted.length;
    case 'sum': return sum;
    case 'mean': return mean;
    case 'min': return sorted[0] ?? NaN;
    case 'max': return sorted.at(-1) ?? NaN;
    case 'median': return percentile(sorted, 50);
    // Of a sample: what further iterations would give is wanted, not what these few happened to.
    case 'stddev': return sorted.length < 2 ? 0 : Math.sqrt(sorted.reduce((total, value) => total + (value - mean) ** 2, 0) / (sorted.length - 1));
    default: return percentile(sorted, Number(name.slice(1)));
  }
}

/** Between the two nearest values, linearly. */
function percentile(sorted: readonly number[], percent: number): number {
  const at = (sorted.length - 1) * percent / 100;
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low === high ? low : low + (high - low) * (at - Math.floor(at));
}
