import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { Output } from '../../../src/cli/output';
import { FakeTerminal } from './fake-terminal';

/** Notes what arrives at once. */
class Pipe extends Writable {
  readonly chunks: string[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk.toString());
    done();
  }

  override _writev(chunks: { readonly chunk: Buffer }[], done: () => void): void {
    this.chunks.push(Buffer.concat(chunks.map(({ chunk }) => chunk)).toString());
    done();
  }
}

describe('output of the command line', () => {
  it('leaves together when it comes in quick succession, and soon', async () => {
    const pipe = new Pipe();
    const out = new Output(pipe);
    for (const text of ['one', 'two', 'three']) out.line(text);
    assert.deepEqual(pipe.chunks, []);
    await new Promise<void>((resolve) => {
      const look = (): unknown => (pipe.chunks.length === 0 ? setTimeout(look, 1) : resolve());
      look();
    });
    assert.deepEqual(pipe.chunks, ['one\ntwo\nthree\n']);
    out.line('four');
    await out.flushed();
    assert.equal(pipe.chunks.join(''), 'one\ntwo\nthree\nfour\n');
  });

  it('keeps its place before an error that is written later, and leaves before the end of the program', () => {
    const pipe = new Pipe();
    const out = new Output(pipe);
    const err = new Output(pipe, out);
    out.line('out');
    err.line('error');
    out.line('last');
    out.release();
    assert.equal(pipe.chunks.join(''), 'out\nerror\nlast\n');
  });

  it('at a terminal is seen at once', () => {
    const terminal = new FakeTerminal();
    terminal.output().line('now');
    assert.deepEqual(terminal.chunks, ['now\n']);
  });
});
