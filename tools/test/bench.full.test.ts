import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Figure } from '../bench/figures.ts';

const MAIN = fileURLToPath(new URL('../bench/main.ts', import.meta.url));

function bench(...options: string[]) {
  return spawnSync(process.execPath, [MAIN, ...options], { encoding: 'utf8' });
}

interface Document {
  readonly quick: boolean;
  readonly machine: Record<string, unknown>;
  readonly sections: readonly { id: string; title: string; figures: readonly Figure[]; notes: string[] }[];
}

test('--json --quick is one document with every section, and nothing else on standard output', () => {
  const { status, stdout } = bench('--json', '--quick');
  expect(status).toBe(0);
  const { quick, machine, sections } = JSON.parse(stdout) as Document;
  expect(quick).toBe(true);
  expect(Object.keys(machine).sort()).toEqual(['cores', 'cpu', 'loadAtStart', 'node', 'platform']);
  expect(sections.map(({ id }) => id)).toEqual([
    'cards',
    'cpu',
    'ledger',
    'size',
    'signatures',
    'faces',
    'registry',
    'settlement',
    'screen',
  ]);

  const figures = sections.flatMap((section) => section.figures);
  expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length);
  for (const { name, value, unit, target, ok, reason } of figures) {
    expect(unit, name).not.toBe('');
    if (value === null) expect(reason, name).toBeTruthy();
    else expect(value, name).toBeGreaterThanOrEqual(0);
    expect(ok !== undefined, name).toBe(target !== undefined);
  }
  const named = (name: string) => figures.find((each) => each.name === name);
  expect(named('cards.sale.known.classic-1k.acr122u.modelled')).toEqual({
    name: 'cards.sale.known.classic-1k.acr122u.modelled',
    value: 141,
    unit: 'ms',
    target: { atMost: 150 },
    ok: true,
  });
  expect(named('cards.issue.ntag215.plain')).toMatchObject({ value: null, reason: 'reader-unsupported' });
  expect(named('cpu.sale.known.ntag215')?.target).toEqual({ atMost: 2 });
  expect(named('ledger.ratio')?.target).toEqual({ atLeast: 1 / 3 });
});

test('one section alone, and none that there is not', () => {
  const { status, stdout } = bench('--json', '--quick', '--only', 'registry');
  expect(status).toBe(0);
  const [registry, ...others] = (JSON.parse(stdout) as Document).sections;
  expect([registry?.id, others]).toEqual(['registry', []]);
  expect(registry!.figures.map(({ name }) => name)).toContain('registry.command.member-duplicates');
  expect(bench('--only', 'lunch')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('cards, cpu'),
  });
});

test('an option that it does not know is refused with the help', () => {
  const { status, stdout, stderr } = bench('--slow');
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('--quick');
});
