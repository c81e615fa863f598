import { describe, expect, it } from 'vitest';
import { WandbConfig } from './config.js';

const messages = (input: unknown) =>
  WandbConfig.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the configuration', () => {
  it('takes one project, or several', () => {
    expect(messages({ entity: 'acme', project: 'metta' })).toBeUndefined();
    expect(messages({ projects: [{ entity: 'acme' }, { entity: 'other', project: 'x' }] })).toBeUndefined();
  });

  it.each([
    [{}, ': name `entity` and `project`, or several in `projects`'],
    [{ entity: 'acme' }, ': name `entity` and `project`, or several in `projects`'],
    [{ projects: [{ project: 'metta' }] }, 'projects.0.entity: name the entity'],
    [{ entity: 'a', project: 'b', staleAfter: 'soon' }, 'staleAfter: a number with s, m, h or d'],
    [
      { entity: 'a', project: 'b', gpu: { countFrom: ['summary.x'] } },
      'gpu.countFrom.0: `config.KEY` or `runInfo.gpuCount`',
    ],
    [{ entity: 'a', project: 'b', runTypes: [{ type: 'x', name: '(' }] }, 'runTypes.0.name: a regular expression'],
    [{ entity: 'a', project: 'b', summary: { accuracy: { runTypes: ['pmt'] } } }, ': no rule gives the run type pmt'],
    [
      { projects: [{ entity: 'a', summary: { accuracy: { runTypes: ['pmt'] } } }] },
      'projects.0: no rule gives the run type pmt',
    ],
  ])('refuses %j', (input, message) => {
    expect(messages(input)).toContain(message);
  });
});
