// Fills so many megabytes, then computes for so many milliseconds.
const [megabytes, milliseconds] = process.argv.slice(2).map(Number);
const memory = Buffer.alloc(megabytes * 1e6, 1);
for (const end = Date.now() + milliseconds; Date.now() < end;) memory[0] ^= 1;
console.log(`done with ${memory.length} bytes`);
