import { delivery, deliveryByPattern, publishing } from './delivery';
import { firstLine } from './first-line';
import { journals } from './journals';
import { reducing } from './reducing';

async function main(): Promise<void> {
  const rows = [
    ...await delivery(1), ...await delivery(10), ...await deliveryByPattern(), ...await publishing(),
    ...await reducing(), ...await journals(), ...await firstLine(),
  ];
  if (process.argv.includes('--json')) console.log(JSON.stringify(rows));
  else for (const row of rows) console.log(`${row.group.padEnd(28)} ${row.name.padEnd(28)} ${row.ns_per_item.toFixed(0).padStart(10)} ns  × ${row.ratio.toFixed(2)}`);
}

void main();
