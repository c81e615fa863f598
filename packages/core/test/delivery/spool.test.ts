import fc from 'fast-check';
import { test } from 'vitest';
import { Append, Break, Compare, Crash, Damage, Mark, Replace, Settle, Subject } from './spool-model.js';

// Not fc.double: nearly all of its numbers between 0 and 1 are next to 0.
const drawn = fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100);
const power = fc.option(fc.array(drawn, { minLength: 1, maxLength: 40 }), { nil: undefined });
const death = fc.record({ killAfter: fc.option(fc.nat(8), { nil: undefined, freq: 2 }), power });
const kind = fc.constantFrom('series' as const, 'distribution' as const);

const commands = fc.commands(
  [
    fc.tuple(death, kind, fc.integer({ min: 1, max: 4 })).map((args) => new Append(...args)),
    fc.tuple(death, fc.nat(9), fc.boolean()).map((args) => new Mark(...args)),
    fc.tuple(death, fc.nat(9)).map((args) => new Settle(...args)),
    fc.tuple(death, fc.nat(9), fc.nat(9)).map((args) => new Replace(...args)),
    power.map((numbers) => new Crash(numbers)),
    fc.constantFrom('none' as const, 'full' as const, 'read-only' as const).map((fault) => new Break(fault)),
    fc.tuple(fc.nat(9), fc.nat(2000), fc.boolean()).map((args) => new Damage(...args)),
    fc.constant(new Compare()),
  ],
  { maxCommands: 40, size: '+1' },
);

test('loses, alters and invents nothing, whatever the disk does and whenever the process dies', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (steps) => {
      const subject = new Subject();
      await subject.start();

      await fc.asyncModelRun(() => ({ model: { known: new Map() }, real: subject }), steps);
    }),
    { numRuns: 400 },
  );
});
