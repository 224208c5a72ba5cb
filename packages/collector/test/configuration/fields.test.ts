import { duration, hostPort, httpUrl, sizeMib } from '@marigraph/collector';
import { describe, expect, it } from 'vitest';

import { formatHostPort } from '../../src/configuration/fields.ts';

describe('durations', () => {
  it.each([
    ['0', 0],
    ['0s', 0],
    ['500ms', 500],
    ['1.5s', 1_500],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['35d', 3_024_000_000],
    ['1d2h3m4s5ms', 93_784_005],
  ])('%s is %i ms', (text, ms) => expect(duration.parse(text)).toBe(ms));

  it.each(['', '10', 's', '-1s', '1s ', '1h 30m', '1w', '1,5s', 'infinity'])(
    'refuses %j',
    (text) => {
      expect(() => duration.parse(text)).toThrowError(/expected a duration such as/);
    },
  );

  it('refuses a number without a unit', () => {
    expect(() => duration.parse(10)).toThrowError(/expected a duration such as/);
  });
});

describe('endpoints of servers', () => {
  it.each([
    ['127.0.0.1:4318', { host: '127.0.0.1', port: 4318 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['[::1]:80', { host: '::1', port: 80 }],
    [':4318', { host: '::', port: 4318 }],
  ])('%s', (text, expected) => {
    const parsed = hostPort.parse(text);
    expect(parsed).toEqual(expected);
    expect(hostPort.parse(formatHostPort(parsed))).toEqual(expected);
  });

  it.each(['4318', 'localhost', 'a:b', 'a:65536', '::1:80', 'http://a:1', 'a:1/x', ''])(
    'refuses %j',
    (text) => expect(() => hostPort.parse(text)).toThrowError(/expected host:port/),
  );
});

describe('URLs', () => {
  it('are absolute and of HTTP', () => {
    expect(httpUrl.parse('https://a.example/x').href).toBe('https://a.example/x');
    for (const text of ['a.example:4318', '/x', 'ftp://a', 'grpc://a:1', '']) {
      expect(() => httpUrl.parse(text)).toThrowError(/expected an absolute/);
    }
  });
});

describe('sizes', () => {
  it('are MiB and become bytes', () => {
    expect(sizeMib.parse(1.5)).toBe(1_572_864);
    for (const value of [0, -1, '1', Number.NaN, 2 ** 40]) {
      expect(() => sizeMib.parse(value)).toThrowError(/expected/);
    }
  });
});
