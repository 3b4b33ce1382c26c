import { describe, expect, test } from 'vitest';
import { minerOf } from './converge/sources.ts';

function textOf(message: string): string | undefined {
  return minerOf([message]).patterns()[0]?.text;
}

describe('the value of a key', () => {
  test.each([
    ['a flag', 'draw pane dirty=true clip=No', 'draw pane dirty=<value> clip=<value>'],
    ['an HTTP method', 'asked by method=DELETE', 'asked by method=<value>'],
  ])('is a value when it is %s', (_, message, text) => {
    expect(textOf(message)).toBe(text);
  });

  test.each(['probe success=false', 'probe is_ready=true', 'probe isHealthy=no', 'job state=failed', 'job op=delete', 'link power=off'])(
    'is meant when it or its key says what came of it: %s',
    (message) => {
      expect(textOf(message)).toBe(message);
    },
  );
});

describe('a value of several parts', () => {
  test.each([
    ['goes on behind the colons of the value of a key', 'denied role=user:staff:editor_t for page', 'denied role=<value> for page'],
    ['takes in the sign of a bound', 'closed after <1 sec', 'closed after <duration>'],
    ['is not what stands in angle brackets', 'mail <7> taken', 'mail <<num>> taken'],
    ['ends where the next key begins', 'env=prod:zone=west', 'env=<value>:zone=<value>'],
  ])('%s', (_, message, text) => {
    expect(textOf(message)).toBe(text);
  });
});

describe('a slash alone', () => {
  test.each([
    ['behind a method', 'GET / by bot', 'GET <path> by bot'],
    ['before a key', 'served / status=200', 'served <path> status=2xx'],
  ])('is the path of a request %s', (_, message, text) => {
    expect(textOf(message)).toBe(text);
  });

  test('is a slash between words', () => {
    expect(textOf('read / write lock taken')).toBe('read / write lock taken');
  });
});

describe('a text in single quotes', () => {
  test.each([
    ['is a value', "expected ';' before 'end of file'", "expected '<text>' before '<text>'"],
    ['is a key before a colon', "limits {'soft': 5, 'hard': 9}", "limits {'soft': <num>, 'hard': <num>}"],
    ['keeps its meaning', "reply 'failed' from node", "reply 'failed' from node"],
    ['may hold an apostrophe', "wrote 'it can't be' to disk", "wrote '<text>' to disk"],
    ['does not begin at an apostrophe', "can't read the users' files, they're gone", "can't read the users' files, they're gone"],
  ])('%s', (_, message, text) => {
    expect(textOf(message)).toBe(text);
  });
});

describe('a quoted text before a colon', () => {
  test.each(['got {"sum":5}', 'got, "sum":5', 'got {"a":1,"time of day":2}', '"error": x'])(
    'is a key when it is written like one: %s',
    (message) => {
      expect(textOf(message)).toBe(message.replaceAll(/\d/g, '<num>'));
    },
  );

  test.each([
    'left out "x.txt": too old',
    'left out "/srv/a b.txt": too old',
    String.raw`left out "C:\temp\x.txt": too old`,
    'left out "two words": too old',
  ])('is a text when it is none: %s', (message) => {
    expect(textOf(message)).toBe('left out "<text>": too old');
  });
});
