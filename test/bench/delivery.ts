import { EventEmitter } from 'node:events';
import EventEmitter3 from 'eventemitter3';
import { EventManager, type ExperimentEvent } from '../../src/events';
import { compare, type Row } from './measure';

const event = (seq: number): ExperimentEvent => ({
  schema: 1, seq, time: '2026-01-01T00:00:00.000Z', type: 'metric.recorded', test: 't', name: 'rps', value: seq,
});

/** Delivery of finished, fresh events to listeners that add up their values. */
export function delivery(listeners: number): Row[] {
  let sum = 0;
  const listener = () => (heard: ExperimentEvent) => { sum += heard.seq; };
  const plain = Array.from({ length: listeners }, listener);
  const emitter3 = new EventEmitter3<{ 'metric.recorded': [ExperimentEvent] }>();
  const emitter = new EventEmitter().setMaxListeners(listeners + 1);
  const manager = new EventManager();
  for (let i = 0; i < listeners; i += 1) {
    emitter3.on('metric.recorded', listener());
    emitter.on('metric.recorded', listener());
    manager.registerObserver('metric.*', listener());
  }
  const work = (deliver: (event: ExperimentEvent) => void) => (items: number) => {
    sum = 0;
    for (let i = 1; i <= items; i += 1) deliver(event(i));
    return sum;
  };
  return compare(`delivery, ${listeners} listeners`, 200_000, [
    { name: 'eventemitter3', run: work((e) => { emitter3.emit('metric.recorded', e); }) },
    { name: "Node's EventEmitter", run: work((e) => { emitter.emit('metric.recorded', e); }) },
    { name: 'plain loop', run: work((e) => { for (const call of plain) call(e); }) },
    { name: 'EventManager.deliverEvent', run: work((e) => { manager.deliverEvent(e); }) },
  ]);
}
