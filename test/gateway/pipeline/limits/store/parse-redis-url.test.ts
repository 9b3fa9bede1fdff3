import { describe, expect, it } from '@jest/globals';
import {
  parseRedisUrl,
  type RedisServer,
} from '../../../../../gateway/pipeline/limits/store/parse-redis-url.ts';

const LOCAL: RedisServer = {
  host: '127.0.0.1',
  port: 6379,
  database: 0,
  user: null,
  password: null,
  tls: null,
};
const REMOTE: RedisServer = { ...LOCAL, host: 'cache.internal', tls: { ca: null } };

describe('the URL of a Redis database', () => {
  it.each<[string, RedisServer]>([
    ['redis://127.0.0.1', LOCAL],
    ['redis://localhost:6380/2', { ...LOCAL, host: 'localhost', port: 6380, database: 2 }],
    ['redis://[::1]/', { ...LOCAL, host: '::1' }],
    ['rediss://cache.internal', REMOTE],
    ['rediss://:p%40ss@cache.internal', { ...REMOTE, password: 'p@ss' }],
    ['rediss://gateway:secret@cache.internal', { ...REMOTE, user: 'gateway', password: 'secret' }],
  ])('is parsed into host, port, database, user, password and TLS: %s', (text, server) => {
    expect(parseRedisUrl(text)).toEqual({ ok: true, server });
  });

  it.each([
    ['redis://gateway:secret@cache.internal', /rediss:/],
    ['http://gateway:secret@cache.internal', /must be rediss:/],
    ['cache.internal:6379', /must be rediss:/],
    ['rediss://', /must be rediss:/],
    ['rediss://gateway@cache.internal', /without a password/],
    ['rediss://:secret@cache.internal/first', /number of a database/],
    ['rediss://gateway:secret@cache.internal?tls=no', /no parameters/],
    ['rediss://gateway:secret%zz@cache.internal', /must be rediss:/],
  ])(
    'is refused with a problem that says what is wrong, and repeats no part of the URL: %s',
    (text, problem) => {
      const parsed = parseRedisUrl(text);
      expect(parsed).toEqual({ ok: false, problem: expect.stringMatching(problem) });
      expect(JSON.stringify(parsed)).not.toMatch(/gateway|secret|cache|6379|first|tls=/);
    },
  );
});
