import { EventEmitter } from 'node:events';
import Emittery from 'emittery';
import { EventEmitter2 } from 'eventemitter2';
import EventEmitter3 from 'eventemitter3';
import mitt from 'mitt';
import { EventManager, type ExperimentEvent } from '../../src/events';
import { compare, type Contender, type Row } from './measure';

const TYPE = 'metric.recorded';
const EVENTS = 100_000;
interface Events { 'metric.recorded': ExperimentEvent }

const event = (seq: number): ExperimentEvent => ({
  schema: 1, seq, time: '2026-01-01T00:00:00.000Z', type: TYPE, test: 't', name: 'rps', value: seq,
});

let sum = 0;
const listener = () => (heard: ExperimentEvent): void => { sum += heard.seq; };
const times = (count: number, register: (index: number) => void): void => {
  for (let index = 0; index < count; index += 1) register(index);
};

/** A loop of its own for each contender: one shared by all would be compiled for none of them. */
const deliverer = (name: string, deliver: (event: ExperimentEvent) => void): Contender => {
  const make = new Function('deliver', 'event', 'return (items) => { for (let seq = 1; seq <= items; seq += 1) deliver(event(seq)); };') as (
    deliver: (event: ExperimentEvent) => void, event: (seq: number) => ExperimentEvent) => (items: number) => void;
  const loop = make(deliver, event);
  return {
    name,
    run: (items) => {
      sum = 0;
      loop(items);
      return sum;
    },
  };
};

/** The manager among others, with a delivery before that has put it through its paces as a run does. */
function manager(listeners: number, others: number): Contender {
  const events = new EventManager();
  times(others, (index) => events.registerObserver(`group${index}.*`, listener()));
  times(listeners, () => events.registerObserver('metric.*', listener()));
  return deliverer('EventManager.deliverEvent', (heard) => events.deliverEvent(heard));
}

function wildcards(listeners: number, others: number): Contender {
  const emitter = new EventEmitter2({ wildcard: true, delimiter: '.', maxListeners: 0 });
  times(others, (index) => emitter.on(`group${index}.*`, listener()));
  times(listeners, () => emitter.on('metric.*', listener()));
  return deliverer('eventemitter2, wildcards', (heard) => { emitter.emit(TYPE, heard); });
}

/** Delivery of finished, fresh, unfrozen events to listeners that add up their numbers. */
export async function delivery(listeners: number): Promise<Row[]> {
  const plain = Array.from({ length: listeners }, listener);
  const emitter3 = new EventEmitter3<{ [TYPE]: [ExperimentEvent] }>();
  const emitter = new EventEmitter().setMaxListeners(listeners + 1);
  const all = mitt<Events>();
  const emittery = new Emittery<Events>();
  times(listeners, () => {
    const heard = listener();
    emitter3.on(TYPE, listener());
    emitter.on(TYPE, listener());
    all.on('*', (_type, told) => heard(told));
    emittery.on(TYPE, listener());
  });
  return compare(`delivery, ${listeners} ${listeners === 1 ? 'listener' : 'listeners'}`, EVENTS, [
    deliverer('eventemitter3', (heard) => { emitter3.emit(TYPE, heard); }),
    deliverer("Node's EventEmitter", (heard) => { emitter.emit(TYPE, heard); }),
    deliverer('mitt, *', (heard) => all.emit(TYPE, heard)),
    wildcards(listeners, 0),
    {
      name: 'emittery',
      run: async (items) => {
        sum = 0;
        for (let seq = 1; seq <= items; seq += 1) await emittery.emit(TYPE, event(seq));
        return sum;
      },
    },
    deliverer('plain loop', (heard) => { for (const call of plain) call(heard); }),
    manager(listeners, 0),
  ]);
}

/** The same to 10 listeners, while 100 more are registered for patterns that do not match. */
export const deliveryByPattern = (): Promise<Row[]> =>
  compare('delivery, 10 of 110 patterns', EVENTS, [wildcards(10, 100), manager(10, 100)]);

/** A draft to a whole, frozen event that one listener has heard. */
export async function publishing(): Promise<Row[]> {
  const events = new EventManager({ run: 'bench' });
  events.registerObserver('**', listener());
  let published = 0;
  return compare('envelope', EVENTS, [{
    name: 'EventManager.publishEvent',
    run: (items) => {
      sum = 0;
      for (let value = 1; value <= items; value += 1) events.publishEvent({ type: TYPE, test: 't', name: 'rps', value });
      const before = published;
      published += items;
      return sum - before * items;
    },
  }]);
}
