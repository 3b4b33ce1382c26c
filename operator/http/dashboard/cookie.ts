/** The one cookie of the dashboard, read and written. Pure. */
export interface CookieJar {
  /** Null: the request has none. */
  read(header: string | undefined): string | null;
  /** The text of `set-cookie`. */
  write(value: string, forSeconds: number): string;
}

/**
 * `__Host-` ties a cookie to exactly this host, by https alone. Lax lets a link from Slack arrive signed in; what changes something wants
 * more than the cookie.
 */
export function createCookieJar(name: string, isSecure: boolean): CookieJar {
  const full = isSecure ? `__Host-${name}` : name;
  return {
    read(header = '') {
      for (const part of header.split(';')) {
        const [key = '', value = ''] = part.trim().split('=');
        if (key === full && /^[\w-]{20,200}$/.test(value)) return value;
      }
      return null;
    },
    write: (value, forSeconds) => `${full}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${forSeconds}${isSecure ? '; Secure' : ''}`,
  };
}
