import { delivery, deliveryByPattern, publishing } from './delivery';
import { commands } from './engine/commands';
import { output } from './engine/output';
import { services } from './engine/services';
import { skipped } from './engine/skipped';
import { firstLine } from './first-line';
import { journals } from './journals';
import { limits } from './limits';
import type { Row } from './measure';
import { reducing } from './reducing';
import { slowObserver } from './slow-observer';
import { planning, validation } from './validation';
import { wholePipeline } from './whole-pipeline';

/** By the name that `--only` takes. */
const BENCHES: { readonly [name: string]: () => Promise<readonly Row[]> } = {
  delivery: async () => [...await delivery(1), ...await delivery(10), ...await deliveryByPattern()],
  envelope: publishing, reducing, pipeline: wholePipeline, slow: slowObserver, journals, 'first-line': firstLine, validation, plan: planning, skipped, commands, services, output, limits,
};

async function main(): Promise<void> {
  const at = process.argv.indexOf('--only');
  const only = at < 0 ? Object.keys(BENCHES) : (process.argv[at + 1] ?? '').split(',');
  const json = process.argv.includes('--json');
  const rows: Row[] = [];
  for (const name of only) {
    const bench = BENCHES[name];
    if (bench === undefined) throw new Error(`there is no benchmark "${name}"; there are ${Object.keys(BENCHES).join(', ')}`);
    for (const row of await bench()) {
      rows.push(row);
      if (!json) console.log(lineOf(row));
    }
  }
  if (json) console.log(JSON.stringify(rows));
}

const lineOf = ({ group, name, ns_per_item, ratio, note = '' }: Row): string =>
  `${group.padEnd(28)} ${name.padEnd(28)} ${ns_per_item.toFixed(0).padStart(10)} ns  × ${ratio.toFixed(2)}  ${note}`.trimEnd();

void main();
