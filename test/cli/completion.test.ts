import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { logbot } from './run.ts';

/** What bash would offer for the words typed so far. */
function complete(script: string, words: readonly string[]): string[] {
  const typed = words.map((word) => `'${word}'`).join(' ');
  const text = `${script}\nCOMP_WORDS=(${typed})\nCOMP_CWORD=${words.length - 1}\n_logbot 2>/dev/null\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', text])
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

const isMissing = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).error !== undefined;

describe('logbot completion', () => {
  test.skipIf(isMissing('bash'))('bash offers commands, options and what an option may be', async () => {
    const { out: script } = await logbot(['completion', 'bash']);
    expect(complete(script, ['logbot', 'an'])).toEqual(['analyze']);
    expect(complete(script, ['logbot', ''])).toEqual(expect.arrayContaining(['parse', 'analyze', 'completion', 'help', '--version']));
    expect(complete(script, ['logbot', 'analyze', '--le'])).toEqual(['--level']);
    expect(complete(script, ['logbot', 'analyze', '--level', 'e'])).toEqual(['error']);
    expect(complete(script, ['logbot', 'parse', '--'])).toEqual(['--json', '--stats', '--help']);
    expect(complete(script, ['logbot', 'completion', ''])).toEqual(['bash', 'zsh']);
    expect(complete(script, ['logbot', 'help', 'par'])).toEqual(['parse']);
    expect(complete(script, ['logbot', 'detect', 'se'])).toEqual(['series', 'sessions']);
    expect(complete(script, ['logbot', 'detect', 'sessions', '--t'])).toEqual(['--train']);
  });

  test.skipIf(isMissing('bash'))('bash completes files by itself where files go', async () => {
    const { out: script } = await logbot(['completion', 'bash']);
    expect(script).toContain('complete -o default -F _logbot logbot');
    expect(complete(script, ['logbot', 'parse', 'x'])).toEqual([]);
    expect(complete(script, ['logbot', 'analyze', '--baseline', 'x'])).toEqual([]);
    expect(execFileSync('bash', ['-ec', `${script}\ncomplete -p logbot`]).toString()).toContain('_logbot');
  });

  test.skipIf(isMissing('zsh'))('zsh is told commands, options and what an option may be', async () => {
    const { out: script } = await logbot(['completion', 'zsh']);
    const fakes = `compdef() { :; }; _describe() { print -rl -- "\${(@P)2}"; }; _arguments() { print -rl -- "$@"; }`;
    const told = (words: string): string =>
      execFileSync('zsh', ['-fc', `${fakes}\n${script}\nwords=(${words} ''); CURRENT=$#words; _logbot`]).toString();
    expect(told('logbot')).toContain('analyze:show what a log is made of');
    expect(told('logbot analyze')).toContain(':level:(trace debug info warning error fatal)');
    expect(told('logbot parse')).toContain('1:file:_files');
    expect(told('logbot detect')).toContain('sessions:say which sessions');
    expect(told('logbot detect sessions')).toMatch(/--train\[.*\]:file:_files/);
    expect(told('logbot completion')).toContain('1:shell:(bash zsh)');
  });

  test('another shell is wrong use', async () => {
    expect(await logbot(['completion', 'fish'])).toMatchObject({ code: 2, out: '' });
  });
});
