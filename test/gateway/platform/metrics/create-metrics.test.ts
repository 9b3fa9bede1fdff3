import { describe, expect, it } from '@jest/globals';
import { createMetrics } from '../../../../gateway/platform/metrics/create-metrics.ts';

const lag = { records: 0, seconds: 0 };

async function printed(certificateExpires: number | null): Promise<string> {
  const { print } = createMetrics({
    ledger: () => ({
      isReady: true,
      size: 0,
      queued: 0,
      guard: lag,
      witnesses: { ...lag, size: 0 },
      arrivals: { witnesses: [], sinks: [] },
    }),
    stopsAge: () => null,
    certificateExpires: () => certificateExpires,
    now: () => 2_000,
    failingParts: { list: () => [] },
  });
  const { text } = await print();
  return text;
}

describe('the metric of the TLS certificate', () => {
  it.each([
    [5_000, '3'],
    [1_000, '-1'],
  ])(
    'is the seconds until the certificate expires, negative afterwards: at 2000 ms, with expiry at %d ms, it is %s',
    async (end, value) => {
      expect(await printed(end)).toContain(`\nphi_gateway_certificate_expiry_seconds ${value}\n`);
    },
  );

  it('is absent without TLS', async () => {
    expect(await printed(null)).not.toContain('\nphi_gateway_certificate_expiry_seconds ');
  });
});
