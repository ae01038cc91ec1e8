import { expect, test } from 'vitest';
import { soak } from './soak.fixture.ts';

test.skipIf(process.platform !== 'linux')(
  '300 mixed programs have their verdicts and leave no process and no descriptor behind',
  async () => {
    const report = await soak(300);
    expect(report).toMatchObject({ wrong: [], zombies: 0, children: 0 });
    expect(Object.values(report.verdicts).reduce((sum, count) => sum + count, 0)).toBe(300);
    expect(report.descriptors.after).toBeLessThanOrEqual(report.descriptors.before);
  },
);
