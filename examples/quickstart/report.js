// A job that ends by itself: counts words and writes what it found into a file.
const fs = require('node:fs');
const path = require('node:path');

const [file, ...words] = process.argv.slice(2);
const counts = {};
for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
fs.mkdirSync(path.dirname(file), { recursive: true });
fs.writeFileSync(file, `${JSON.stringify(counts, null, 2)}\n`);
console.log(`${words.length} words counted`);
