import { describe, expect, it } from 'vitest';
import { nearest, parseCommand } from '../../bot/parse.ts';
import { commands } from '../../bot/table.ts';

function understood(text: string): string {
  const parsed = parseCommand(text, commands);
  if (!parsed.command) return `? ${parsed.nearest.name}`;
  return [parsed.command.name, ...parsed.words, ...(parsed.lastForSeconds === null ? [] : [`${parsed.lastForSeconds}s`])].join(' ');
}

describe('what people type', () => {
  it.each([
    ['', 'help'],
    ['help', 'help'],
    ['  STATUS ', 'status'],
    ['top-patterns', 'top-patterns'],
    ['top-patterns checkout last 1h', 'top-patterns checkout 3600s'],
    ['top-patterns checkout last 9999999h', 'top-patterns checkout 3162240000s'],
    [`top-patterns last ${'9'.repeat(250)} days`, 'top-patterns 3162240000s'],
    ['pattern 12345678d', 'pattern 12345678d'],
    ['top patterns for checkout in the last hour', 'top-patterns checkout 3600s'],
    ['show me the top patterns of checkout over the past 30 minutes please', 'top-patterns checkout 1800s'],
    ['top patterns 15m', 'top-patterns 900s'],
    ['patterns checkout last 2 days', 'top-patterns checkout 172800s'],
    ['top checkout', 'top-patterns checkout'],
    ['incidents open', 'incidents open'],
    ['why inc-4f7a2c', 'why inc-4f7a2c'],
    ['models shop/shop', 'models shop/shop'],
    ['retrain shop', 'retrain shop'],
    ['rollback shop 2', 'rollback shop 2'],
    ['roll back shop to version 2', 'rollback shop 2'],
    ['rollback shop v2', 'rollback shop v2'],
  ])('%j is %j', (text, wanted) => {
    expect(understood(text)).toBe(wanted);
  });

  it.each([
    ['incidnets', '? incidents'],
    ['staus', '? status'],
    ['top-paterns', '? top-patterns'],
    ['retrian shop', '? retrain'],
    ['rolback shop', '? rollback'],
    ['hlep', '? help'],
    ['foo bar', '? help'],
    ['kubectl get pods', '? help'],
    ['<!channel> `x`', '? help'],
  ])('%j is none, and %j is near', (text, wanted) => {
    expect(understood(text).split(' ')[0]).toBe('?');
    expect(understood(text)).toBe(wanted);
  });

  it('a megabyte of nonsense is answered at once', () => {
    expect(understood('x'.repeat(1_000_000))).toMatch(/^\? /);
  });

  it('every name and every other word of the table leads to its command', () => {
    for (const { name, also } of commands) for (const word of [name, ...also]) expect(understood(word)).toBe(name);
  });

  it('the nearest of no names is none', () => {
    expect(nearest('shop', [])).toBeNull();
    expect(nearest('shp', ['billing/billing', 'shop'])).toBe('shop');
  });
});
