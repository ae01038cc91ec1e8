import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { patchClass, patchFunction, replaceProperty, undoAll } from './patch.ts';

test('undo puts back the exact property, or its absence', () => {
  const prototype = { inherited: () => 1 };
  const owner: { own: () => number; inherited?: () => number } = Object.create(prototype) as never;
  Object.defineProperty(owner, 'own', {
    value: () => 2,
    writable: false,
    enumerable: false,
    configurable: true,
  });
  const before = Object.getOwnPropertyDescriptors(owner);
  const undo = undoAll([
    patchFunction(owner, 'own', () => 10),
    patchFunction(owner, 'own', ({ proceed }) => Number(proceed()) + 1),
    patchFunction(owner, 'inherited', () => 20),
    replaceProperty(owner, 'fresh', 1),
    patchFunction(owner, 'missing', () => 30),
  ]);
  expect([owner.own(), owner.inherited?.()]).toEqual([11, 20]);
  expect(owner).not.toHaveProperty('missing');
  undo();
  expect(Object.getOwnPropertyDescriptors(owner)).toEqual(before);
  expect(owner.inherited?.()).toBe(1);
});

test('a patched function keeps its name, length, statics and receiver', () => {
  const owner = { base: 5, add };
  function add(this: { base: number }, a: number, b: number): number {
    return this.base + a + b;
  }
  Reflect.set(add, promisify.custom, 'kept');
  patchFunction(owner, 'add', ({ proceed }) => proceed());
  expect(owner.add(1, 2)).toBe(8);
  const patched = owner.add;
  expect(patched).not.toBe(add);
  expect([patched.name, patched.length, Reflect.get(patched, promisify.custom)]).toEqual(['add', 2, 'kept']);
});

test('a patched class decides about construction and stays the class for instanceof', () => {
  class Thing {
    made = true;
  }
  const owner = { Thing };
  patchClass(owner, 'Thing', () => {
    throw new Error('refused');
  });
  expect(() => new owner.Thing()).toThrow('refused');
  expect(() => Reflect.construct(Thing.prototype.constructor, [])).toThrow('refused');
  expect(new Thing()).toBeInstanceOf(owner.Thing);
});
