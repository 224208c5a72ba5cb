import { receiverContract, type ReceiverSubject } from '@marigraph/collector/testing';
import { describe, expect, it } from 'vitest';

import type { OtlpReceiverConfig } from '../../src/receivers/otlp-config.ts';
import { otlp } from '../../src/receivers/otlp.ts';
import { otlpRequest, post, postGzip } from '../support/requests.ts';

describe.each([
  ['plain', post],
  ['gzip', postGzip],
] as const)('otlp over HTTP, %s', (_, sendWith) => {
  const subject: ReceiverSubject<OtlpReceiverConfig> = {
    definition: otlp,
    config: { protocols: { http: { endpoint: '127.0.0.1:0' } } },
    items: 40,
    async send(receiver, number) {
      const report = receiver.report?.() as { readonly endpoint: string } | undefined;
      // Large enough for memory that is used again.
      const body = otlpRequest('traces', `${number}-${'x'.repeat(1_000)}`, 40);
      const { status } = await sendWith(`http://${report?.endpoint}`, 'traces', body);
      if (status === 200) return 'taken';
      return status === 503 || status === 429 ? 'again' : 'never';
    },
  };
  it.each(receiverContract(subject))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
