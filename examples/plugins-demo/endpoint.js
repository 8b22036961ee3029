// Stands in for a QUIC endpoint that logs in qlog: sends packets, loses some, and waits to be stopped.
const [packets, everyNth] = process.argv.slice(2).map(Number);

const log = (name, data) => console.log(JSON.stringify({ time: Number(performance.now().toFixed(1)), name, data }));

log('transport:handshake_done', {});
for (let packet_number = 0; packet_number < packets; packet_number += 1) {
  const header = { packet_type: '1RTT', packet_number };
  log('transport:packet_sent', { header });
  if (everyNth > 0 && packet_number % everyNth === everyNth - 1) log('recovery:packet_lost', { header, trigger: 'time_threshold' });
}
console.log('all packets sent');
setInterval(() => undefined, 60_000);
