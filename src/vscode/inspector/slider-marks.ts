import type { EventIndex } from '../../results';
import { l10n } from '../l10n';
import type { SliderMark } from './protocol';

/** More would touch each other. */
const PLACES = 200;

/** Where test cases ended; neighbours share a mark, which is bad when one of them is. */
export function sliderMarks(index: EventIndex): readonly SliderMark[] {
  const last = Math.max(1, index.length);
  const places = new Map<number, { good: number; bad: number }>();
  for (const { position, bad } of index.ends) {
    const at = Math.round(((position + 1) / last) * PLACES);
    const place = places.get(at) ?? { good: 0, bad: 0 };
    place[bad ? 'bad' : 'good'] += 1;
    places.set(at, place);
  }
  return [...places].map(([at, { good, bad }]) => ({
    at: at / PLACES, bad: bad > 0,
    label: bad > 0 ? l10n.t('{0} test cases ended, {1} of them badly', good + bad, bad) : l10n.t('{0} test cases ended', good),
  }));
}
