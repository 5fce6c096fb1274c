import { expect, it } from 'vitest';
import { revokeTerminal } from '../../../issuer-cli/src/keys/revoke.ts';
import { applyReply } from '../../src/settlement/apply.ts';
import { prove, tapped } from '../world.ts';
import { topup, twoSides } from './two-sides.ts';

it.each([{ refuseAll: true }, { since: '2026-11-21T02:59:00.000Z' }])(
  'books that took in a record before its counter was revoked stay in order (%o)',
  async (how) => {
    const sides = await twoSides();
    const [honest, stolen] = await sides.pair();
    const [before, after] = [await sides.card(), await sides.card()];
    await topup(stolen, before, 50_000);
    await topup(honest, before, 1_000);
    await revokeTerminal(sides.registry, sides.keys, { terminal: 2, reason: 'stolen', ...how });
    expect(prove(honest).findings).toEqual([]);
    await topup(stolen, after, 50_000);
    await applyReply(honest, await sides.reply(honest));
    expect(prove(honest).findings).toEqual([]);
    // What comes after the news is not taken in.
    expect(await tapped(honest, after, { kind: 'balance' })).toMatchObject({ outcome: 'refused' });
    expect(await tapped(honest, before, { kind: 'balance' })).toMatchObject({ outcome: 'read' });
    // Nor does the proof believe an older entry that somebody put under the wrong name.
    const forge = 'UPDATE card_record SET tail = zeroblob(80) WHERE card = 1 AND sequence = 1';
    honest.ledger.database.exec(`DROP TRIGGER card_record_no_update; ${forge}`);
    expect(prove(honest).findings).not.toEqual([]);
  },
);
