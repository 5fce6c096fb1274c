import { equalBytes } from '../bytes.ts';
import { isNtagKind } from '../card-kind.ts';
import { CLASSIC_NDEF_SECTOR, NTAG_LAYOUTS } from '../drivers/layout.ts';
import { encodeUriTlv } from '../drivers/ndef.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { Connection } from '../readers/connection.ts';
import { IDENTITY_BYTES } from '../records/identity.ts';
import { withCard } from './card.ts';
import type { Step } from './classic.ts';
import { assessClassic } from './classic-assess.ts';
import { directorySectors } from './classic-content.ts';
import { ClassicSectors } from './classic-sectors.ts';
import { type CardOptions, damaged, foreign, type Journal, refusal } from './data.ts';
import { configuration0 } from './ntag-content.ts';
import { NtagPages } from './ntag-pages.ts';
import type { Personalized } from './personalize.ts';

/** Other access keys for a card in use. */
export interface Renewal {
  /** As it was issued: it stays, byte for byte, and so does the purse. */
  readonly identity: Uint8Array;
  /** Both derived from the UID of the very card. */
  readonly keys: CardAccessKeys;
  readonly formerKeys: CardAccessKeys;
  /** Of other key sets: a renewal that stopped may have left some sectors of a MIFARE Classic with these. */
  readonly olderKeys?: readonly CardAccessKeys[] | undefined;
  readonly ndefUri: string;
}

/**
 * Gives a card in use the access keys of another key set: sector trailers on a MIFARE Classic, the password on an
 * NTAG, and nothing else. It can stop anywhere; the same call with the same card goes on, whatever keys it finds.
 * Until then counters cannot read the card.
 *
 * An NTAG is never lost by it: its protection is lifted while the password is written, because a torn write may leave
 * any password. A MIFARE Classic may lose a sector when the write of its trailer is torn, as when it was issued; then
 * this throws `card-damaged`, and the value follows from the ledger. So it belongs to a desk, not to a counter's tap.
 *
 * Throws `card-of-other-member`, `card-foreign`, `card-damaged`, `card-removed`, `reader-failed`; nothing is written to
 * a card that does not hold this identity.
 */
export function renewAccess(
  connection: Connection,
  renewal: Renewal,
  journal: Journal,
  options: CardOptions = {},
): Promise<Personalized> {
  return withCard(connection, options, async ({ kind, uid, commands }) => {
    let steps: Step[];
    let location: readonly number[] | undefined;
    if (isNtagKind(kind)) {
      steps = await ntagSteps(new NtagPages(kind, commands), renewal);
    } else {
      const sectors = new ClassicSectors(kind, commands, renewal.keys, 'own', [
        renewal.formerKeys,
        ...(renewal.olderKeys ?? []),
      ]);
      const assessment = await assessClassic(sectors, journal.begun ?? false);
      const isLost = assessment.dead.length > 0;
      if (!isLost || assessment.identityBytes !== undefined)
        requireIdentity(assessment.identityBytes, renewal);
      if (isLost)
        throw damaged(
          'sector-dead-value',
          'a sector of this card cannot be used any more; its value is paid out from the ledger',
        );
      location = assessment.location;
      // The directory's own sector last: whoever finds the card meanwhile finds our sectors by it.
      steps = [...location, CLASSIC_NDEF_SECTOR, ...directorySectors(kind)].map((sector) => ({
        name: `keys of sector ${sector}`,
        run: () => sectors.ensureTrailer(sector),
      }));
    }
    for (const step of steps) {
      journal.before(step.name);
      await step.run();
      journal.after(step.name);
    }
    return { kind, uid, location };
  });
}

/** AUTH0 beyond the last page: nothing is protected (NTAG213/215/216 data sheet §8.5.7). */
const NO_PROTECTION = 0xff;

/** The tag is open to `pages` when this returns; nothing was written. */
async function ntagSteps(
  pages: NtagPages,
  { identity, keys, formerKeys, ndefUri }: Renewal,
): Promise<Step[]> {
  const { kind, spec } = pages;
  const { areas, protectedFrom } = NTAG_LAYOUTS[kind];
  const page = encodeUriTlv(ndefUri);
  // Refused: a torn write has left AUTH0 at a page of the open part. Whoever calls knows this UID as a card of ours.
  const shown = await pages.readIfOpen(4, page.length / 4);
  const hasOurPage = shown === undefined || equalBytes(shown, page);
  const isProtected =
    shown === undefined ||
    (await pages.isReadProtectedFrom(protectedFrom)) ||
    ((await pages.readIfOpen(spec.cfg0Page, 1))?.[3] ?? 0) < spec.pages;
  // A stranger's tag may count wrong passwords, and lock itself for ever.
  if (isProtected && !hasOurPage)
    throw foreign('tag-password', 'the tag is under a password that is not ours');
  const hasNewPassword = isProtected && (await pages.authenticate(keys));
  if (isProtected && !hasNewPassword && !(await pages.authenticate(formerKeys))) {
    throw foreign('tag-password', 'the tag is under a password that is not ours');
  }
  const found = await pages.read(areas.identity!.firstPage, areas.identity!.pages);
  requireIdentity(found.subarray(0, IDENTITY_BYTES), { identity });

  return passwordSteps(pages, keys, hasNewPassword);
}

/**
 * What gives an open or opened tag its password. Its protection is lifted meanwhile: a torn write of PWD may leave any
 * password, and whoever comes next goes on without one. `hasPassword`: it opened with these keys, so that only the
 * protection may be missing.
 */
export function passwordSteps(pages: NtagPages, keys: CardAccessKeys, hasPassword: boolean): Step[] {
  const { kind, spec } = pages;
  const final = configuration0(kind);
  const open = final.with(3, NO_PROTECTION);
  const close = { name: 'protection', run: () => pages.ensure(spec.cfg0Page, final) };
  if (hasPassword) return [close];
  return [
    { name: 'lifting of the protection', run: () => pages.ensure(spec.cfg0Page, open) },
    {
      name: 'password',
      async run() {
        const acknowledge = new Uint8Array(4);
        acknowledge.set(keys.passwordAcknowledge);
        await pages.writeBlind(spec.packPage, acknowledge);
        await pages.writeBlind(spec.pwdPage, keys.password);
        if (!(await pages.authenticate(keys)))
          throw damaged('tag-forgets', 'the tag does not keep its password');
      },
    },
    close,
  ];
}

function requireIdentity(found: Uint8Array | undefined, { identity }: Pick<Renewal, 'identity'>): void {
  if (found !== undefined && equalBytes(found, identity)) return;
  throw refusal(
    'card-of-other-member',
    'identity-not-issued',
    'the card does not hold the identity that it was issued with',
    {
      memberNumber: '',
    },
  );
}
