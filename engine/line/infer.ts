import type { Level } from '../domain.ts';

const FATAL = /\b(panic|fatal|segfault|segmentation fault|out of memory|oom-?kill(?:ed)?|core dumped|uncaught|unhandled)/i;
const ERROR =
  /\b(errors?|exceptions?|fail(?:ed|ure|ures|s|ing)?|traceback|cannot|could ?n[o']t|unable to|refused|denied|aborted|unreachable|corrupt(?:ed|ion)?|crash(?:ed)?|killed)\b|[a-z](?:Exception|Error)\b|\bexit(?:ed)? (?:with )?(?:code|status) [1-9]/i;
const HARMLESS =
  /\b(no|0|zero|without|without any) (errors?|exceptions?|failures?)\b|\b(errors?|failures?|failed|exceptions?)\s*[=:]\s*(0|none|null|false)\b/gi;
const WARNING =
  /\b(warn(?:ing)?|deprecated|retry(?:ing)?|timed? ?out|slow|throttl(?:ed|ing)|invalid|not found|missing|exceed(?:s|ed)|degraded|unhealthy)\b/i;

/** What the words of a message that carries no level suggest. Reads at most 400 characters. */
export function inferLevel(text: string): Level {
  const words = text.slice(0, 400).replaceAll(HARMLESS, '');
  if (FATAL.test(words)) return 'fatal';
  if (ERROR.test(words)) return 'error';
  return WARNING.test(words) ? 'warning' : 'info';
}
