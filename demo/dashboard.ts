/** Builds the dashboard's page where nobody has yet, or where it has changed since: two commands are all that a new user types. */
import { existsSync, globSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Takes a second; nothing when the page is there. A page that cannot be built is told in its place by the operator. */
export async function buildDashboard(root: URL): Promise<void> {
  const folder = fileURLToPath(new URL('dashboard/', root));
  const page = `${folder}dist/index.html`;
  if (existsSync(page) && statSync(page).mtimeMs >= newestOf(folder)) return;
  await build({ root: folder, configFile: `${folder}vite.config.ts`, logLevel: 'silent' }).catch(() => undefined);
}

function newestOf(folder: string): number {
  const sources = globSync('**/*.{ts,tsx,css,html,svg}', { cwd: folder, exclude: ['dist'] });
  return Math.max(...sources.map((source) => statSync(`${folder}${source}`).mtimeMs));
}
