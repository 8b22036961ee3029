/** A moment of a run, counted from its beginning: `0:12.345`, `1:02:03.004`. */
export function offsetText(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  const whole = Math.abs(Math.round(ms));
  const seconds = Math.floor(whole / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  const head = hours > 0 ? `${hours}:${two(minutes)}` : String(minutes);
  return `${sign}${head}:${two(rest)}.${String(whole % 1000).padStart(3, '0')}`;
}
