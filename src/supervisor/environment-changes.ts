type Environment = { readonly [name: string]: string };

/** What makes one environment of another; null: it has no such variable. */
export type EnvironmentChanges = { readonly [name: string]: string | null };

/** The environments of a run's processes are alike: only what differs from a common one is worth telling. */
export function changesFrom(base: Environment, env: Environment): EnvironmentChanges {
  if (env === base) return {};
  const changes: [string, string | null][] = [];
  for (const [name, value] of Object.entries(env)) if (!Object.hasOwn(base, name) || base[name] !== value) changes.push([name, value]);
  for (const name of Object.keys(base)) if (!Object.hasOwn(env, name)) changes.push([name, null]);
  return Object.fromEntries(changes);
}

/** The environment after the changes. */
export function withChangesApplied(base: Environment, changes: EnvironmentChanges): Environment {
  const all = { ...base, ...changes };
  for (const [name, value] of Object.entries(changes)) if (value === null) Reflect.deleteProperty(all, name);
  return all as Environment;
}
