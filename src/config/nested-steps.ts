import type { Draft } from './experiment';
import { GROUP_KINDS } from './schema/step';
import { kindOf } from './kind-of';

const childrenOf = (value: unknown): { readonly kind: (typeof GROUP_KINDS)[number]; readonly items: readonly unknown[] } | undefined => {
  const kind = kindOf(value, GROUP_KINDS);
  const items: unknown = kind && (value as { readonly [key: string]: unknown })[kind];
  return kind && Array.isArray(items) ? { kind, items } : undefined;
};

/** How many steps a step is: itself and all below it. They are numbered in the order of the file. */
export const countSteps = (value: unknown): number => 1 + (childrenOf(value)?.items ?? []).reduce<number>((sum, item) => sum + countSteps(item), 0);

/** The steps directly below a step, as drafts of their own. @param index the number of the step itself */
export const stepsBelow = (draft: Draft, index: number): readonly Draft[] => {
  const children = childrenOf(draft.value);
  if (!children) return [];
  let next = index + 1;
  return children.items.map((value, place): Draft => {
    const at = `${children.kind}[${place}]`;
    const below: Draft = {
      value, index: next, source: draft.sourceOf(at),
      sourceOf: (path) => draft.sourceOf(path === '' ? at : path.startsWith('[') ? `${at}${path}` : `${at}.${path}`),
    };
    next += countSteps(value);
    return below;
  });
};
