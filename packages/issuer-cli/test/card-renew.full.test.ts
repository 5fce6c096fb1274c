import { cpSync } from 'node:fs';
import { expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import { openRegistry } from '../src/registry/registry.ts';
import { CommandLine } from './cli.ts';
import { organisationFolder, temporaryFolder } from './helpers.ts';

it('a card is issued, the key set rotated, and the card renewed, as typed', async () => {
  const cli = new CommandLine(temporaryFolder());
  cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
  const registry = openRegistry(cli.path('data'));
  addMember(registry, { name: 'Ani Lestari', cohort: '1989' });
  registry.close();
  const reader = ['--reader', 'virtual:card.nfc'];
  await cli.json('card', 'new', 'classic-1k', '-o', 'card.nfc');
  await cli.json('card', 'issue', '89.00000001', '--theme', 'sawah', ...reader);
  expect(await cli.json('card', 'renew', ...reader)).toMatchObject({ outcome: 'newest', toKeySet: 1 });
  await cli.json('keys', 'rotate', 'set');
  expect(await cli.json('card', 'verify', ...reader)).toMatchObject({ ok: true });
  const renewed = await cli.run(['--lang', 'id', 'card', 'renew', ...reader]);
  expect(renewed.stdout).toBe('Kartu 1 milik 89.00000001 kini memakai set kunci 2, bukan 1 lagi.\n');
  expect(await cli.json('card', 'verify', ...reader)).toMatchObject({ ok: true });
  const { keySets } = await cli.json<{ keySets: { version: number; cards: number }[] }>('keys', 'list');
  expect(keySets.map(({ version, cards }) => [version, cards])).toEqual([
    [1, 0],
    [2, 1],
  ]);
});
