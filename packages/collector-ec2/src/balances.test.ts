import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { Clouds, collected, valuesOf } from '../test/collected.js';
import { cpu, hoursAgo, instances, traffic, volumes, world } from '../test/world.js';

const clouds = new Clouds();
const CASES = { numRuns: 25 };

const anInstance = fc.record({
  type: fc.constantFrom('m5.large', 'g5.12xlarge', 'g6f.large', 'inf2.xlarge', 'f2.6xlarge'),
  state: fc.constantFrom('pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped'),
  lifecycle: fc.constantFrom(undefined, 'spot', 'scheduled', 'capacity-block', 'a-new-one'),
  tenancy: fc.constantFrom('default' as const, 'dedicated' as const, 'host' as const),
  launchedAt: fc.integer({ min: 0, max: 100 }).map(hoursAgo),
  load: fc.constantFrom(undefined, 0, 80),
});

const aVolume = fc.record({
  type: fc.constantFrom('gp2', 'gp3', 'io2', 'st1'),
  state: fc.constantFrom('creating', 'available', 'in-use', 'deleting', 'deleted', 'error'),
  sizeGiB: fc.integer({ min: 1, max: 16_384 }),
});

afterAll(() => clouds.close());

test('the parts of the instances add up, whatever there is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anInstance, { maxLength: 12 }), async (all) => {
      const made = instances(
        ...all.map(({ load: _load, lifecycle, ...one }) => ({ ...one, ...(lifecycle !== undefined && { lifecycle }) })),
      );
      const metrics = made.flatMap(({ id }, index) => {
        const load = all[index]?.load;
        return load === undefined ? [] : [cpu(id, load), ...traffic(id, load)];
      });
      const cloud = await clouds.start(world({ instances: made, metrics }), { pageSize: 5 });

      const report = await collected(cloud);
      await cloud.close();

      const values = valuesOf(report);
      const of = (name: string) => values[`ec2.${name}`] ?? 0;
      const byType = Object.entries(values).filter(([name]) => name.startsWith('ec2.instances.by_type'));
      const count = (...states: string[]) => all.filter(({ state }) => states.includes(state)).length;
      expect(report.failures).toEqual([]);
      expect(of('instances.total')).toBe(count('pending', 'running', 'stopping', 'stopped'));
      expect(of('instances.spot') + of('instances.ondemand') + of('instances.other_lifecycle')).toBe(
        of('instances.total'),
      );
      expect(byType.reduce((sum, [, value]) => sum + (value ?? 0), 0)).toBe(of('instances.running'));
      expect(of('instances.running') + of('instances.stopped')).toBeLessThanOrEqual(of('instances.total'));
      expect(of('instances.gpu_count') + of('instances.cpu_count')).toBeLessThanOrEqual(of('instances.running'));
      expect(of('instances.idle') + of('instances.idle_unknown')).toBeLessThanOrEqual(of('instances.running'));
      expect(of('cost.unpriced_instances')).toBeLessThanOrEqual(of('instances.running'));
      expect(of('cost.running_hourly_estimate') > 0).toBe(of('cost.unpriced_instances') < of('instances.running'));
    }),
    CASES,
  );
});

test('the parts of the volumes add up, whatever there is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aVolume, { maxLength: 12 }), async (all) => {
      const cloud = await clouds.start(world({ volumes: volumes(...all) }), { pageSize: 5 });

      const values = valuesOf(await collected(cloud, { wants: (metric) => metric.startsWith('ec2.ebs.volumes') }));
      await cloud.close();

      const kept = all.filter(({ state }) => !state.startsWith('delet'));
      expect(values).toEqual({
        'ec2.ebs.volumes.total': kept.length,
        'ec2.ebs.volumes.attached': 0,
        'ec2.ebs.volumes.unattached': all.filter(({ state }) => state === 'available').length,
        'ec2.ebs.volumes.size_gb': kept.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0),
      });
    }),
    CASES,
  );
});
