import { equalBytes, isFilledWith } from '../bytes.ts';
import { NTAG_LAYOUTS } from '../drivers/layout.ts';
import { encodeUriTlv, isEmptyNdef } from '../drivers/ndef.ts';
import { startsLaterApplication } from '../drivers/tlv-directory.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { Step } from './classic.ts';
import type { CardState, PersonalizationData } from './data.ts';
import { damaged, foreign, identityIfAny, isInUse, locked } from './data.ts';
import {
  ACCESS,
  CFGLCK,
  configuration0,
  configuration1,
  issuedContainer,
  openPage,
  protectedPages,
  STATIC_LOCKS,
} from './ntag-content.ts';
import type { NtagPages } from './ntag-pages.ts';

/** What was found on an NTAG before anything was written. */
export interface NtagAssessment {
  readonly state: CardState;
  readonly identityBytes: Uint8Array | undefined;
  readonly isPurseInUse: boolean;
  /** The password guards some pages already; it was given, and is ours. */
  readonly isProtected: boolean;
}

/**
 * Looks at a tag without writing. `begun`: see Journal. A tag under a password is tried with ours only where its
 * open pages are ours: a stranger's tag may count failures and lock itself for ever (AUTHLIM).
 * Throws `card-foreign`, `card-locked` or `card-damaged` with the reason.
 */
export async function assessNtag(
  pages: NtagPages,
  options: { readonly keys: CardAccessKeys; readonly ndefUri: string; readonly begun: boolean },
): Promise<NtagAssessment> {
  const { spec } = pages;
  const firstPages = await pages.readIfOpen(0, 16);
  if (firstPages === undefined) throw foreign('tag-password', 'the tag is under a password that is not ours');
  const hasOurPage = equalBytes(firstPages.subarray(16), encodeUriTlv(options.ndefUri));
  const isProtected =
    (await pages.isReadProtectedFrom(NTAG_LAYOUTS[pages.kind].protectedFrom)) ||
    ((await pages.readIfOpen(spec.cfg0Page, 1))?.[3] ?? 0) < spec.pages;
  if (isProtected) {
    const mayTry = options.begun || hasOurPage;
    if (!mayTry || !(await pages.authenticate(options.keys))) {
      throw foreign('tag-password', 'the tag is under a password that is not ours');
    }
  }
  const isOurs = options.begun || hasOurPage || isProtected;
  if (!isOurs) await requireBlank(pages);
  const isConfigured = await checkConfiguration(pages, isOurs);
  const isLocked = await checkLocks(pages, hasOurPage);

  const areas = NTAG_LAYOUTS[pages.kind].areas;
  const identityBytes = identityIfAny(await pages.read(areas.identity!.firstPage, areas.identity!.pages));
  let isPurseInUse = false;
  for (const head of [areas.head0, areas.head1]) {
    if (head !== undefined && isInUse(await pages.read(head.firstPage, head.pages))) isPurseInUse = true;
  }
  const isWhole = hasOurPage && isConfigured && isLocked && identityBytes !== undefined;
  return {
    state: isWhole ? 'own' : isOurs ? 'half-written' : 'blank',
    identityBytes,
    isPurseInUse,
    isProtected,
  };
}

/** A tag of unknown past must be empty: zeros, or the empty message that it is delivered with. */
async function requireBlank(pages: NtagPages): Promise<void> {
  const { userFirstPage, userLastPage } = pages.spec;
  const memory = await pages.read(userFirstPage, userLastPage - userFirstPage + 1);
  if (!isEmptyNdef(memory) || !isFilledWith(memory.subarray(8), 0)) {
    throw foreign('tag-data', 'the tag holds data that are not ours');
  }
}

/** True when protection is final. A configuration that is frozen otherwise can never be made ours. */
async function checkConfiguration(pages: NtagPages, isOurs: boolean): Promise<boolean> {
  const cfg0 = await pages.read(pages.spec.cfg0Page, 1);
  const cfg1 = await pages.read(pages.spec.cfg1Page, 1);
  const isFinal = equalBytes(cfg0, configuration0(pages.kind)) && cfg1[0] === ACCESS;
  if (!isFinal && (cfg1[0]! & CFGLCK) !== 0) {
    const reason = "the tag's configuration is frozen";
    throw isOurs ? damaged('tag-frozen', reason) : locked('tag-frozen', reason);
  }
  return isFinal;
}

/** True when the open pages are locked as they shall be. Throws for locks that are in the way, or cannot be set. */
async function checkLocks(pages: NtagPages, hasOurPage: boolean): Promise<boolean> {
  const staticLocks = (await pages.read(2, 1)).subarray(2);
  const isLocked = (staticLocks[0]! & 0xf8) === STATIC_LOCKS[0] && staticLocks[1] === STATIC_LOCKS[1];
  if (!hasOurPage && ((staticLocks[0]! & 0xf8) !== 0 || staticLocks[1] !== 0)) {
    throw locked('tag-first-pages', 'the first pages are read-only');
  }
  if (!isLocked && (staticLocks[0]! & 0x07) !== 0)
    throw locked('tag-lock-bits', 'the lock bits of the first pages are frozen');
  const dynamicLocks = await pages.read(pages.spec.dynamicLockPage, 1);
  if (!isFilledWith(dynamicLocks.subarray(0, 2), 0))
    throw locked('tag-memory', 'pages of the memory are read-only');
  const container = await pages.read(3, 1);
  const allowed = hasOurPage ? issuedContainer(pages.spec) : pages.spec.capabilityContainer;
  if (container.some((byte, i) => (byte & ~allowed[i]!) !== 0)) {
    throw locked('tag-container', 'the capability container does not allow writing'); // its bits can only be set
  }
  return isLocked;
}

/**
 * The order in which a tag is written. The open page comes first: it is what tells our unfinished tag from
 * somebody else's. PACK and PWD are written while nothing is protected yet, because a torn write may leave any
 * password; only when PWD_AUTH has proved them is the protection switched on, and from then on they are not
 * written again. The lock bits come last: they are for ever.
 */
export function ntagSteps(pages: NtagPages, assessment: NtagAssessment, data: PersonalizationData): Step[] {
  const open = openPage(data);
  return [
    {
      name: 'open page',
      async run() {
        const isClosed = equalBytes(await pages.read(3, 1), issuedContainer(pages.spec));
        if (!isClosed) await pages.ensure(3, pages.spec.capabilityContainer);
        await pages.ensure(open.firstPage, open.bytes);
      },
    },
    ...protectedPages(pages.kind, data)
      .filter((image) => !(image.isPurse && assessment.isPurseInUse))
      .map((image) => ({
        name: image.name,
        async run() {
          const isEnd = image.name === 'end of directory';
          if (isEnd && startsLaterApplication(await pages.read(image.firstPage, 1))) return;
          await pages.ensure(image.firstPage, image.bytes);
        },
      })),
    { name: 'password', run: () => ensurePassword(pages, assessment, data.keys) },
    { name: 'protection', run: () => ensureProtection(pages) },
    { name: 'lock of the open page', run: () => ensureLocks(pages) },
  ];
}

async function ensurePassword(
  pages: NtagPages,
  assessment: NtagAssessment,
  keys: CardAccessKeys,
): Promise<void> {
  if (assessment.isProtected) return; // given already; writing it again could tear it
  const acknowledge = new Uint8Array(4);
  acknowledge.set(keys.passwordAcknowledge);
  await pages.writeBlind(pages.spec.packPage, acknowledge);
  await pages.writeBlind(pages.spec.pwdPage, keys.password);
  if (!(await pages.authenticate(keys))) throw damaged('tag-forgets', 'the tag does not keep its password');
}

/** CFG1 before CFG0: its PROT bit means nothing until AUTH0 in CFG0 names a page. */
async function ensureProtection(pages: NtagPages): Promise<void> {
  const { cfg0Page, cfg1Page } = pages.spec;
  await pages.ensure(cfg1Page, configuration1(await pages.read(cfg1Page, 1)));
  await pages.ensure(cfg0Page, configuration0(pages.kind));
}

async function ensureLocks(pages: NtagPages): Promise<void> {
  await pages.ensure(3, issuedContainer(pages.spec));
  const wanted = (await pages.read(2, 1)).slice();
  wanted[2]! |= STATIC_LOCKS[0]!;
  wanted[3]! |= STATIC_LOCKS[1]!;
  await pages.ensure(2, wanted);
}
