import type { ExtensionKinds } from '../config';
import type { Extensions, Owned } from '../engine';
import type { Contributions } from './contributions';
import type { PluginFault } from './fault';
import { plainSchema } from './check-kind';
import type { PluginInstance } from './plugin-instance';

export type UsablePlugin = PluginInstance & { readonly contributions: Contributions };

/** What only one plug-in of an experiment can have. */
export const claimsOf = ({ events, steps, assertions, probes, environments, reportFormats }: Contributions): readonly string[] => [
  ...events.map(({ type }) => `event type ${type}`),
  ...steps.map(({ kind }) => `step ${kind}`),
  ...assertions.map(({ kind }) => `assertion ${kind}`),
  ...probes.map(({ kind }) => `probe ${kind}`),
  ...environments.map(({ type }) => `execution environment ${type}`),
  ...reportFormats.map(({ name }) => `report format ${name}`),
];

/** @param all also those that cannot be used: the schemas of their config are known. */
export function extensionsOf(usable: readonly UsablePlugin[], all: readonly PluginInstance[], faults: readonly PluginFault[]): Extensions {
  const owned = <T extends { readonly kind: string }>(of: (contributions: Contributions) => readonly T[]): ReadonlyMap<string, Owned<T>> =>
    new Map(usable.flatMap(({ name, contributions }) => of(contributions).map((definition) => [definition.kind, { plugin: name, definition }] as const)));
  const steps = owned(({ steps }) => steps);
  const assertions = owned(({ assertions }) => assertions);
  const probes = owned(({ probes }) => probes);
  return {
    steps, assertions, probes,
    config: {
      steps: kindsOf(steps), assertions: kindsOf(assertions), probes: kindsOf(probes),
      environments: kindsOf(new Map(usable.flatMap(({ name, contributions: { environments } }) => environments.map((definition) => [definition.type, { plugin: name, definition: { kind: definition.type, ...(definition.schema === undefined ? {} : { schema: definition.schema }) } }])))),
      plugins: Object.fromEntries(all.flatMap(({ candidate: { text }, config }) => (text === undefined || config === undefined ? [] : [[text, config]]))),
      missing: faults.map(({ name }) => name),
    },
  };
}

const kindsOf = (owned: ReadonlyMap<string, Owned<{ readonly kind: string; readonly schema?: ExtensionKinds[string]['schema'] }>>): ExtensionKinds =>
  Object.fromEntries([...owned].map(([kind, { plugin, definition: { schema } }]) => [kind, { plugin, ...(schema === undefined ? {} : { schema: plainSchema(schema) }) }]));
