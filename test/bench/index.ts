import { delivery } from './delivery';
import { reducing } from './reducing';

const rows = [...delivery(1), ...delivery(10), ...reducing()];
if (process.argv.includes('--json')) console.log(JSON.stringify(rows));
else for (const row of rows) console.log(`${row.group.padEnd(24)} ${row.name.padEnd(28)} ${row.ns_per_item.toFixed(0).padStart(6)} ns  × ${row.ratio.toFixed(2)}`);
