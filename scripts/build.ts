/**
 * Compiles what the npm package ships (command line, engine, contract) to `dist/`: Node refuses `.ts` files below `node_modules`.
 * Source and tests never use the result.
 */
import { globSync } from 'node:fs';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

await rm(dist, { recursive: true, force: true });
const errors = compile();
if (errors.length > 0) {
  process.stderr.write(
    ts.formatDiagnostics(errors, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' }),
  );
  process.exitCode = 1;
} else {
  await finish();
}

function compile(): readonly ts.Diagnostic[] {
  const file = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(file.config, ts.sys, root, {
    noEmit: false,
    declaration: true,
    outDir: dist,
    rootDir: root,
    target: ts.ScriptTarget.ES2023,
  });
  // Declarations of packages without types of their own; nothing imports them by name.
  const ambient = globSync('{api,cli,engine}/**/*.d.ts', { cwd: root }).map((path) => join(root, path));
  const program = ts.createProgram([join(root, 'cli/main.ts'), ...ambient], options);
  const result = program.emit();
  return [...ts.getPreEmitDiagnostics(program), ...result.diagnostics];
}

/** The package's own name and version, and a command that can be run as a file. */
async function finish(): Promise<void> {
  const { name, version }: { name: string; version: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await writeFile(join(dist, 'package.json'), `${JSON.stringify({ name, version, type: 'module' }, null, 2)}\n`);
  const main = join(dist, 'cli/main.js');
  const text = await readFile(main, 'utf8');
  await writeFile(main, text.startsWith('#!') ? text : `#!/usr/bin/env node\n${text}`);
  await chmod(main, 0o755);
}
