import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { terminalProgram } from '../src/program.ts';

const SERVICE = fileURLToPath(new URL('../service/', import.meta.url));
const ANALYZE = '/usr/bin/systemd-analyze';

/** What systemd finds wrong with a unit, but for programs that this machine lacks. */
function verified(unit: string, ...options: string[]): string {
  const runtime = mkdtempSync(join(tmpdir(), 'kartu-units-'));
  try {
    const { stderr, error } = spawnSync(ANALYZE, ['verify', ...options, join(SERVICE, unit)], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: runtime },
    });
    if (error) throw error;
    return stderr
      .split('\n')
      .filter((line) => !/is not executable/.test(line))
      .join('\n')
      .trim();
  } finally {
    rmSync(runtime, { recursive: true });
  }
}

describe.runIf(existsSync(ANALYZE) || process.env.CI === 'true')('the service files', () => {
  it('are units that systemd takes', () => {
    expect(verified('kartu-terminal.service')).toBe('');
    expect(verified('kartu-kiosk.service', '--user')).toBe('');
  });
});

describe('the service', () => {
  const unit = readFileSync(join(SERVICE, 'kartu-terminal.service'), 'utf8');
  it('starts a command that exists, and passes no secret', () => {
    const line = /^ExecStart=(.*)$/m.exec(unit)![1]!;
    const serve = terminalProgram().commands.find((command) => command.name() === 'serve')!;
    const options = [...line.split(' serve ')[1]!.matchAll(/--[a-z-]+/g)].map(([name]) => name);
    for (const option of options) expect(serve.options.map(({ long }) => long)).toContain(option);
    expect(unit.match(/^Environment.*$|--passphrase/gm)).toEqual(['Environment=NODE_COMPILE_CACHE=%C/kartu']);
    expect(unit).toMatch(/^LoadCredentialEncrypted=kartu-passphrase:/m);
  });

  it('builds the screen before it starts, because it may not write to the program’s folder then', () => {
    const [, program] = /^ExecStartPre=\+\/usr\/bin\/node tools\/with-node\.mjs (\S+)$/m.exec(unit)!;
    const { status, stderr } = spawnSync(process.execPath, [join(SERVICE, '../../..', program!)], {
      encoding: 'utf8',
    });
    expect([status, stderr.replace('building the screen\n', '')]).toEqual([0, '']);
    expect(unit).toMatch(/^ProtectSystem=strict$/m);
  });
});
