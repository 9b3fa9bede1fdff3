import { describe, expect, it } from '@jest/globals';
import { uuid } from '../../../gateway/platform/uuid.ts';

describe('a UUID of the gateway', () => {
  it('has version 7, begins with the time in milliseconds, and differs from 5,000 others', () => {
    const before = Date.now();
    const ids = Array.from({ length: 5_000 }, () => uuid());
    const after = Date.now();
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const time = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(after);
    }
    // The last 62 bits are random: no part of them is the same in all.
    for (let at = 24; at < 36; at += 1) expect(new Set(ids.map((id) => id[at])).size).toBe(16);
  });
});
