// Writes to the state of a folder as several processes at once do; prints the warnings as JSON.
const { openState } = await import('../src/runtime/state.ts');
const { fixedClock } = await import('../src/runtime/clock.ts');

const [folder, name, rounds] = process.argv.slice(2);
const at = new Date('2025-10-23T18:20:00.000Z');
const warnings = [];
const state = await openState(folder, {
  clock: fixedClock(at),
  log: { warn: (message, fields) => warnings.push({ message, fields }) },
});
for (let round = 0; round < Number(rounds); round++) {
  await state.cache('github').set(`${name}-${round}`, { round, rows: Array.from({ length: 500 }, (_, i) => i) });
  state.events.remember([{ scope: 'shared', ids: [`${name}-${round}`] }], at);
  state.succeeded(name, new Date(at.getTime() + round));
  const other = await state.cache('github').get(`${name}-${Math.floor(round / 2)}`);
  if (other?.round !== Math.floor(round / 2)) warnings.push({ message: `read ${JSON.stringify(other)}` });
}
state.close();
console.log(JSON.stringify(warnings));
