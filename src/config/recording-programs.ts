/** What can record packets for `record_pcap`, the best first. */
export const RECORDING_PROGRAMS = ['tcpdump', 'dumpcap'] as const;
