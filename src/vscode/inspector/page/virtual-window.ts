/** The browser cannot make anything higher than some 33 million pixels. */
const HIGHEST = 30_000_000;
/** Rows beyond the visible ones, so that a small scroll shows no gap. */
const BEYOND = 8;

export interface Scroll {
  /** Pixels above what is visible. */
  readonly top: number;
  readonly height: number;
  readonly total: number;
  readonly rowHeight: number;
}

/** The rows that have to be there, and how many pixels from the top the first of them stands. */
export interface VirtualWindow {
  readonly first: number;
  readonly count: number;
  readonly at: number;
}

export const scrollHeight = (total: number, rowHeight: number): number => Math.min(total * rowHeight, HIGHEST);

/** How many rows a pixel of scrolling stands for, times their height; 1 unless there are very many. */
const scale = ({ total, rowHeight, height }: Scroll): number => {
  const shown = scrollHeight(total, rowHeight);
  return shown <= height ? 1 : (total * rowHeight - height) / (shown - height);
};

export function visibleWindow(scroll: Scroll): VirtualWindow {
  const { top, height, total, rowHeight } = scroll;
  const ideal = Math.max(0, top) * scale(scroll);
  const first = Math.max(0, Math.min(total - 1, Math.floor(ideal / rowHeight)) - BEYOND);
  const count = Math.max(0, Math.min(total - first, Math.ceil(height / rowHeight) + 2 * BEYOND + 1));
  return { first, count, at: Math.max(0, top) - ideal + first * rowHeight };
}

/** Where to scroll so that a row is visible; undefined when it is. */
export function scrollTo(index: number, scroll: Scroll): number | undefined {
  const { top, height, rowHeight } = scroll;
  const ideal = top * scale(scroll);
  const row = index * rowHeight;
  if (row >= ideal && row + rowHeight <= ideal + height) return undefined;
  // What comes from far away is shown with what is around it.
  const near = row >= ideal - 2 * rowHeight && row <= ideal + height + rowHeight;
  const target = near ? (row < ideal ? row : row + rowHeight - height) : row - (height - rowHeight) / 2;
  return Math.max(0, Math.min(target / scale(scroll), scrollHeight(scroll.total, rowHeight) - height));
}
