import { prose } from './text.ts';

/** Only what looks like a user id may become a mention; anything else is shown as text. */
export function mention(user: string): string {
  return /^[UW][A-Z0-9]{1,30}$/.test(user) ? `<@${user}>` : prose(user, 80);
}
