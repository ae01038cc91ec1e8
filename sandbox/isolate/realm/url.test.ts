import { describe, expect, test } from 'vitest';
import { answerUrl } from '../outside-url.ts';
import { createUrlClasses } from './url.ts';

const own = createUrlClasses(answerUrl) as { URL: typeof URL; URLSearchParams: typeof URLSearchParams };

describe('URL', () => {
  test.each([
    ['https://user:pw@example.org:8080/a/b?x=1&y=2#frag', undefined],
    ['../c?d', 'http://example.org/a/b/'],
    ['HTTP://EXAMPLE.org:80/%7Efoo/../bar', undefined],
    ['mailto:a@b', undefined],
    ['http://münchen.example/ü?ü', undefined],
  ])('has the same parts as in Node: %s', (input, base) => {
    const [ours, theirs] = [new own.URL(input, base), new URL(input, base)];
    for (const part of [
      'href',
      'origin',
      'protocol',
      'username',
      'host',
      'hostname',
      'port',
      'pathname',
      'search',
      'hash',
    ] as const) {
      expect(ours[part]).toBe(theirs[part]);
    }
    expect([...ours.searchParams]).toEqual([...theirs.searchParams]);
    expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
  });

  test('can be changed part by part, with its search parameters in step', () => {
    const [ours, theirs] = [new own.URL('http://a.b/c?x=1'), new URL('http://a.b/c?x=1')];
    for (const url of [ours, theirs]) {
      url.searchParams.append('é', 'a b&c');
      url.pathname = '/new path';
      url.hash = 'h';
      url.port = '99';
      url.search = '?z=1';
      url.searchParams.set('z', '2');
    }
    expect(ours.href).toBe(theirs.href);
  });

  test('refuses what is no URL', () => {
    expect(() => new own.URL('nonsense')).toThrow(TypeError);
    expect(own.URL.canParse('nonsense')).toBe(false);
    expect(own.URL.parse('nonsense')).toBeNull();
  });
});

describe('URLSearchParams', () => {
  test.each([['a=1&b=2&a=3'], ['?x=%E2%82%AC+y&=&z'], ['%zz=%'], [''], ["sym=!'()~*-._"]])(
    'reads and writes as Node does: %s',
    (text) => {
      const [ours, theirs] = [new own.URLSearchParams(text), new URLSearchParams(text)];
      expect(ours.toString()).toBe(theirs.toString());
      expect([...ours.entries()]).toEqual([...theirs.entries()]);
    },
  );

  test('has the methods of Node', () => {
    const run = (Params: typeof URLSearchParams): unknown[] => {
      const params = new Params([
        ['b', '1'],
        ['a', '2'],
        ['b', '3'],
      ]);
      params.append('c', '4');
      params.set('b', '5');
      params.delete('a');
      params.sort();
      return [
        params.get('b'),
        params.getAll('b'),
        params.has('a'),
        params.size,
        [...params.keys()],
        new Params({ q: 'w' }).toString(),
      ];
    };
    expect(run(own.URLSearchParams)).toEqual(run(URLSearchParams));
  });
});
