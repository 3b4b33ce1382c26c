import { describe, expect, test } from 'vitest';
import { createLineReader } from '../../../engine/line/line.ts';
import { AT, read, write, type Form } from './forms.ts';

const NAMES: Readonly<Record<string, string>> = { INFO: 'info', WARN: 'warning', ERROR: 'error', DEBUG: 'debug' };

describe('the header of a container goes and its message stays whole', () => {
  test.each<[string, Form]>([
    ['log4j', ({ clock, level, thread, logger, message }) => `2026-06-07 ${clock},123 ${level} [${thread}] ${logger}: ${message}`],
    ['logback', ({ clock, level, thread, logger, message }) => `${clock}.123 [${thread}] ${level.padEnd(5)} ${logger} - ${message}`],
    [
      'Spring Boot',
      ({ clock, level, thread, logger, message }) =>
        `2026-06-07T${clock}.123Z ${level.padStart(5)} 1 --- [${thread}] ${logger.padEnd(20)} : ${message}`,
    ],
    ['bars', ({ clock, level, thread, logger, message }) => `${thread}|${clock}.903|${level.padEnd(5)}|${logger}|r=a${clock}|${message}`],
    ['semicolons and one letter', ({ clock, level, thread, message }) => `07.06.2026 ${clock},275;${thread};${level[0]};${message}`],
    ['commas', ({ clock, level, thread, message }) => `2026-06-07 ${clock},${level},${thread},${message}`],
    ['tabs', ({ clock, level, thread, message }) => `2026-06-07 ${clock}\t${level}\t[${thread}]\t${message}`],
    ['level first', ({ clock, level, thread, message }) => `${level} [2026-06-07 ${clock}] (${thread}) ${message}`],
    [
      'all in brackets',
      ({ clock, level, thread, logger, message }) => `[2026-06-07 ${clock}.123] [${level}] [${thread}] [${logger}] ${message}`,
    ],
    ['one bracket for all', ({ clock, level, thread, message }) => `[${level} 2026-06-07 ${clock} ${thread}:12] ${message}`],
    [
      'brackets without blanks',
      ({ clock, level, logger, message }) => `[2026-06-07T${clock},123][${level.padEnd(5)}][${logger}] ${message}`,
    ],
    ['host and tag', ({ i, clock, thread, message }) => `Jun  7 ${clock} depot-${i % 3} ${thread}[${i * 7}]: ${message}`],
    ['an odd first column', ({ i, clock, level, message }) => `<0.${i * 7}.2> 2026/06/07-${clock} [${level}] depot_shelf: ${message}`],
    [
      'numbers of process and thread',
      ({ i, clock, level, message }) => `06-07 ${clock}.123  ${1000 + i}  ${2000 + i} ${level[0]} Depot: ${message}`,
    ],
    [
      'letter, tag and process of logcat, filled up with blanks',
      ({ i, clock, level, thread, message }) =>
        `06-07 ${clock}.123 ${level[0]}/${thread.slice(0, 4).padEnd(8)}(${String((i * 97) % 9_000).padStart(5)}): ${message}`,
    ],
    ['logcat without a time', ({ i, level, thread, message }) => `${level[0]}/${thread}(${String(i * 97).padStart(5)}): ${message}`],
    [
      'logger and caller that end with tabs',
      ({ i, clock, level, thread, message }) => `2026-06-07T${clock}.123Z\t${level}\t${thread}\tdepot/main.go:${i % 9}\t${message}`,
    ],
    [
      'a class and a method that nothing ends but a blank',
      ({ clock, level, thread, logger, message }) =>
        `07-Jun-2026 ${clock}.123 ${level} [${thread}] org.${logger.replace(/^org\./, '')}.fill ${message}`,
    ],
    [
      'thread and class that end with tabs',
      ({ i, clock, level, message }) => `2026-06-07T${clock}.123Z\t${level}\tworker-${i % 7}\torg.depot.Shelf\t${message}`,
    ],
    [
      'a file and a number with a colon',
      ({ i, clock, level, message }) => `2026-06-07 ${clock}.123 [${level}][${i}] depot/shelf.go ${i * 3}: ${message}`,
    ],
    [
      'a file and a number before a bracket',
      ({ i, clock, level, message }) => `2026-06-07 ${clock}.123: ${level[0]} depot/shelf.cc:${i * 3}] ${message}`,
    ],
    ['a letter and a mark', ({ clock, level, thread, message }) => `2026-06-07T${clock}Z ${level[0]}! [${thread}] ${message}`],
    [
      'channel and level with a dot',
      ({ clock, level, thread, message }) => `[2026-06-07T${clock}.123456+00:00] ${thread}.${level}: ${message}`,
    ],
    ['thread and level with a slash', ({ clock, level, thread, message }) => `[${clock}] [${thread}/${level}]: ${message}`],
    ['database', ({ i, clock, level, message }) => `2026-06-07 ${clock}.123 UTC [${i * 3}] ann@depot ${level}:  ${message}`],
    [
      'level and module in a bracket',
      ({ i, clock, level, message }) => `[Sun Jun 07 ${clock}.123 2026] [depot:${level.toLowerCase()}] [pid ${i}] ${message}`,
    ],
    [
      'level and process behind a time in one bracket',
      ({ clock, level, message }) => `[2026-06-07 ${clock},123: ${level}/MainProcess] ${message}`,
    ],
    ['time at the end', ({ clock, level, message }) => `${level} ${message} [2026-06-07 ${clock}]`],
    ['seconds since the start', ({ i, message }) => `[   ${12 + i}.345678] ${message}`],
    ['priority and host', ({ i, clock, message }) => `<1${i % 6}>Jun  7 ${clock} depot-1 depotd[${i}]: ${message}`],
    [
      'codes before the logger',
      ({ i, message }) =>
        `${1_780_819_750 + i}.976712 7f${(i * 7919).toString(16)}c1 ${i % 3 === 0 ? -1 : i % 20} depot.7 shelf: ${message}`,
    ],
    ['python', ({ level, logger, message }) => `${level}:${logger}:${message}`],
    ['the place in the program', ({ i, clock, message }) => `${clock} shelf.c:${i % 9} ${message}`],
    ['braces', ({ clock, level, message }) => `{${clock}} {${level}} ${message}`],
    ['commas and the time last', ({ i, clock, level, message }) => `depot-${i % 5},${level},${message},2026-06-07 ${clock}`],
    ['pairs before a sentence', ({ clock, level, message }) => `t=2026-06-07T${clock}Z l=${level[0]} host=depot-1 ${message}`],
    [
      'a mark of its own for how grave a line is',
      ({ i, clock, message }) => `${i}:${'MCS'[i % 3]} 07 Jun 2026 ${clock}.123 ${'*#-'[Math.floor(i / 2) % 3]} ${message}`,
    ],
    [
      'a logger before a bracket that is mostly empty',
      ({ i, clock, level, logger, message }) =>
        `2026-06-07 ${clock}.123 ${i % 4} ${level} ${logger} ${i % 3 === 0 ? '[-]' : `[call-${i} anna -]`} ${message}`,
    ],
    [
      'a time twice and a host between them',
      ({ i, clock, thread, message }) =>
        `- ${1_780_819_750 + i} 2026.06.07 ${thread.slice(0, 4)} Jun  7 ${clock} ${thread.slice(0, 4)}/${thread.slice(0, 4)} depotd[${i * 7}]: ${message}`,
    ],
    [
      'host and program without a colon before a bracket',
      ({ i, clock, thread, message }) => `2026-06-07T${clock}.123Z ${thread.slice(0, 4)} depot[${i}.${i % 4}] <Core> ${message}`,
    ],
    ['a time of no usual shape', ({ clock, message }) => `[07.06 - ${clock}] ${message}`],
    [
      'a number and a date without a year between semicolons',
      ({ i, clock, message }) => `DEP0007;${396_991 + i};07-Jun;${clock.replaceAll(':', '.')};${message}`,
    ],
    ['pairs of which none is known', ({ i, thread, message }) => `t=+${i}.906\tunit=${thread}\tchannel=${i % 3}\t${message}`],
    ['numbers before the level', ({ i, clock, level, message }) => `1780819750 ${i} depot-${i % 5} ${clock} CORE ${level} ${message}`],
  ])('%s', (_, form) => {
    const { lines, messages, levels } = write(form);
    const records = read(lines);
    expect(records.map(({ message }) => message)).toEqual(messages);
    expect(records.map(({ level, levelInferred }) => (levelInferred ? 'inferred' : level))).toEqual(
      form.toString().includes('level') ? levels.map((level) => NAMES[level]) : levels.map(() => 'inferred'),
    );
  });

  test('a code that says what happened is no running number', () => {
    const { lines } = write(({ i, message }) => `E${1_000 + (i % 6)} ${message}`);
    expect(read(lines).map(({ message }) => message)).toEqual(lines);
  });

  test('of two headers and JSON in one file each line loses its own', () => {
    const forms: readonly Form[] = [
      ({ clock, level, thread, message }) => `2026-06-07 ${clock} ${level} [${thread}] ${message}`,
      ({ clock, level, message }) => `[${level}] ${clock} ${message}`,
      ({ clock, level, message }) => JSON.stringify({ ts: `2026-06-07T${clock}Z`, level, msg: message }),
    ];
    const { lines, messages } = write((parts) => forms[parts.i % 3]?.(parts) ?? '');
    expect(read(lines).map(({ message }) => message)).toEqual(messages);
  });

  test.each<[string, Form]>([
    ['in brackets', ({ clock, level, message }) => `2026-06-07 ${clock} ${message} [${level}]`],
    ['behind a bar', ({ clock, level, message }) => `2026-06-07 ${clock} ${message} | ${level}`],
  ])('a level behind the message is its level: %s', (_, form) => {
    const { lines, messages, levels } = write(form);
    const records = read(lines);
    expect(records.map(({ message }) => message)).toEqual(messages);
    expect(records.map(({ level }) => level)).toEqual(levels.map((level) => NAMES[level]));
  });

  test('where half of the lines have a header of its own, the first of the others are not taken for their further lines', () => {
    const { lines, messages } = write(({ i, clock, message }) =>
      i % 2 === 0 ? `2026-06-07 ${clock} ${message}` : `belt(${i % 7}) ${clock} ${message}`,
    );
    expect(read([...lines, ...lines]).map(({ message }) => message)).toEqual([...messages, ...messages]);
  });

  test('levels of one letter are known where few lines have them', () => {
    const { lines, messages } = write(({ i, clock, level, message }) =>
      i % 5 === 0 ? `06-07 ${clock}.123 900 ${1000 + i} ${level[0]} Depot: ${message}` : `[2026-06-07 ${clock}] ${message}`,
    );
    expect(read(lines).map(({ message }) => message)).toEqual(messages);
  });

  test('a name before the time is header where few lines have it', () => {
    const { lines, messages } = write(({ i, clock, level, message }) =>
      i % 6 === 0 ? `depot-${i % 3} 2026-06-07 ${clock} ${level} ${message}` : `[${level}] [${clock}] ${message}`,
    );
    expect(read([...lines, ...lines]).map(({ message }) => message)).toEqual([...messages, ...messages]);
  });

  test('words of the message that look like columns stay', () => {
    const { lines, messages } = write(
      ({ i, clock }) => `2026-06-07 ${clock} ${i % 4 === 0 ? 'Job failed with ERROR 7' : 'Next run at 09:10:11 today'} ${i}`,
    );
    expect(messages).toHaveLength(60);
    expect(read(lines).map(({ message }) => message)).toEqual(lines.map((line) => line.slice(20)));
  });

  test.each([
    ['a number and a colon', (i: number) => `order ${i}: accepted`],
    ['a name and a colon', (i: number) => `payment ${i} of ${['anna', 'bert', 'cleo', 'dana'][i % 4]}: accepted`],
    ['a dash', (i: number) => `order ${i} - paid by ${['anna', 'bert', 'cleo', 'dana'][i % 4]}`],
    ['a key', (i: number) => `mailer task ${i} done in ${5 + ((i * 7) % 40)} ms line=${i}`],
    ['a key after two words', (i: number) => `worker ${i} line=${i * 3}`],
    ['a bracket', (i: number) => `order ${i} [${['small', 'large'][i % 2]}] packed`],
    ['words alone', (i: number) => `order ${i} paid`],
    ['a rare second statement', (i: number) => (i % 50 === 49 ? `queue holds ${i} parcels` : `mailer task ${i} done in ${i} ms`)],
  ])('a container that writes one statement keeps its words: with %s', (_, message) => {
    for (const prefix of ['INFO ', '2026-06-07T08:09:10.123Z INFO ', '2026-06-07T08:09:10.123Z ', '']) {
      const messages = Array.from({ length: 300 }, (__, i) => message(i));
      expect(read(messages.map((text) => prefix + text)).map((record) => record.message)).toEqual(messages);
    }
  });

  test('a level that only the program knows is header, too', () => {
    const { lines, messages } = write(({ i, clock, level, message }) => `2026-06-07 ${clock} ${i % 9 === 0 ? 'AUDIT' : level} ${message}`);
    expect(read(lines).map(({ message }) => message)).toEqual(messages);
    const lettered = write(({ i, clock, level, message }) => `2026-06-07 ${clock};${i % 9 === 0 ? 'A' : level[0]};${message}`);
    expect(read(lettered.lines).map(({ message }) => message)).toEqual(lettered.messages);
  });

  test('what a database quotes behind an error is not judged by its words', () => {
    const line = (i: number, level: string, text: string): string =>
      `2026-06-07 08:09:${10 + i}.123 UTC [${40 + (i % 3)}] ${level}:  ${text}`;
    const lines = Array.from({ length: 30 }, (_, i) =>
      i % 3 === 0
        ? line(i, 'STATEMENT', `select * from failed_${i} where error is missing`)
        : line(i, i % 3 === 1 ? 'ERROR' : 'LOG', `shelf ${i} is low`),
    );
    const records = read(lines).filter(({ message }) => message.startsWith('select'));
    expect(records).toHaveLength(10);
    for (const record of records) expect(record).toMatchObject({ level: 'info', levelInferred: false });
  });

  test('a header that changes is learned anew', () => {
    const before = write(({ clock, level, message }) => `2026-06-07 ${clock} ${level} ${message}`);
    const after = write(({ clock, level, thread, message }) => `${thread}|${level}|depot|${clock}|${message}`);
    const lines = [...Array.from({ length: 5 }, () => before.lines), ...Array.from({ length: 15 }, () => after.lines)].flat();
    const messages = read(lines).map(({ message }) => message);
    expect(messages.slice(0, 300)).toEqual(Array.from({ length: 5 }, () => before.messages).flat());
    expect(messages.slice(-300)).toEqual(Array.from({ length: 5 }, () => after.messages).flat());
    const again = read([...lines, ...before.lines]).map(({ message }) => message);
    expect(again.slice(-60)).toEqual(before.messages);
  });
});

test('a clock that is wrong is noticed, and a few odd lines are not', () => {
  const reader = createLineReader('kubernetes');
  const nobody = (): void => undefined;
  const push = (i: number, writtenAtMs: number): void =>
    reader.push(
      new TextEncoder().encode(`${new Date(AT + i).toISOString()} ${new Date(writtenAtMs).toISOString()} INFO shelf ${i}\n`),
      AT,
      nobody,
    );
  expect(reader.statistics.skewMs).toBeNull();
  for (let i = 0; i < 200; i += 1) push(i, i % 10 === 0 ? 0 : AT + i - 7_200_000 + (i % 3));
  reader.flush(Number.POSITIVE_INFINITY, nobody);
  expect(reader.statistics.skewMs).toBeGreaterThan(-7_200_010);
  expect(reader.statistics.skewMs).toBeLessThan(-7_199_990);
});

test('a name in brackets that some lines have behind the header leaves no colon in their messages', () => {
  const names = ['door', 'lift', 'belt-1', 'shelf'];
  const lines = Array.from({ length: 60 }, (_, i) => {
    const name = i % 3 === 0 ? `[${names[i % 4] ?? ''} id=${i % 2}]: ` : `[${names[i % 4] ?? ''}] `;
    return `[main] INFO org.depot.Lift - ${name}moved parcel ${i}`;
  });
  for (const { message } of read(lines)) expect(message).not.toMatch(/^:/);
});

test('a column in brackets that have brackets within them is header, whole', () => {
  const places = ['[Shelf[id=1]/10.0.0.1:21:Lift@7]', '[main:Config@101]', '[Door[id=4]:Belt@9]', '[pool-2[3]]'];
  const lines = Array.from(
    { length: 60 },
    (_, i) => `2026-06-07 08:09:${String(i).padStart(2, '0')},000 - INFO  ${places[i % 4] ?? ''} - moved parcel ${i}`,
  );
  expect(read(lines).map(({ message }) => message)).toEqual(lines.map((_, i) => `moved parcel ${i}`));
});
