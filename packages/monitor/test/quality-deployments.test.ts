import { expect, it } from 'vitest';

import { createDeployments, deploymentBefore, noteDeployment } from '../src/quality-deployments.ts';
import { HOUR, MINUTE, START } from './support/monitor.ts';

it('knows no deployment of the version that was there first', () => {
  const deployments = createDeployments();
  noteDeployment(deployments, undefined, START);
  noteDeployment(deployments, '1', START);
  expect(deploymentBefore(deployments, START + MINUTE)).toBeUndefined();
});

it('names the last one of the hour before', () => {
  const deployments = createDeployments();
  noteDeployment(deployments, '1', START);
  noteDeployment(deployments, '2', START + 10 * MINUTE);
  noteDeployment(deployments, '3', START + 20 * MINUTE);
  const at = (minutes: number): unknown =>
    deploymentBefore(deployments, START + minutes * MINUTE)?.version;
  expect([5, 10, 19, 20, 80, 81].map(at)).toEqual([undefined, '2', '2', '3', '3', undefined]);
});

it('takes instances side by side for one deployment, and a return after an hour for another', () => {
  const deployments = createDeployments();
  for (let minute = 0; minute < 30; minute++) {
    noteDeployment(deployments, minute % 2 === 0 ? '1' : '2', START + minute * MINUTE);
  }
  expect(deploymentBefore(deployments, START + HOUR)).toEqual({
    version: '2',
    atMs: START + MINUTE,
  });
  noteDeployment(deployments, '1', START + 3 * HOUR);
  expect(deploymentBefore(deployments, START + 3 * HOUR)).toEqual({
    version: '1',
    atMs: START + 3 * HOUR,
  });
});

it('remembers a bounded number of names of a bounded length', () => {
  const deployments = createDeployments();
  for (let version = 0; version < 100; version++) {
    noteDeployment(deployments, `${version}${'x'.repeat(1000)}`, START + version);
  }
  expect(deployments.known).toHaveLength(16);
  expect(deploymentBefore(deployments, START + HOUR / 2)?.version).toHaveLength(256);
});
