/** The secretariat without its command line, for whoever drives it from a program. */
export { type BatchMade, type BatchWanted, createBatch } from './batch/choose.ts';
export { encodeBatch, type RunProgress, type RunResult, type TapResult } from './batch/encode.ts';
export { type BatchPrintOrder, type BatchPrintResult, printBatch, reprintPositions } from './batch/print.ts';
export { openTaps, type TapSource } from './batch/taps.ts';
export type { Theme } from './card-face/theme.ts';
export {
  activateCard,
  encodeReplacement,
  endAndReorder,
  expireCards,
  handOver,
  orderCard,
} from './cards/desk.ts';
export type { CardOnReader, CardProgress } from './issue/card-session.ts';
export { type IssueOrder, type IssueResult, issueCard, recoverCard } from './issue/issue.ts';
export { type CardCheck, type CardVerification, verifyCard } from './issue/verify.ts';
export { type IssuerKeys, unlockIssuerKeys } from './keys/issuer-keys.ts';
export { addMember, type MemberApplication } from './members/add.ts';
export { findMember } from './members/lookup.ts';
export type { Role, Task } from './operators/permissions.ts';
export { makeVerifier } from './operators/verifier.ts';
export { initOrganisation, type NewOrganisation } from './organisation.ts';
export {
  type CardFace,
  type CardsOrder,
  faceOf,
  type PrintOrder,
  printCards,
  printFaces,
} from './print/print-faces.ts';
export type { Acting, AuditEntry } from './registry/audit.ts';
export type { Batch, BatchPosition } from './registry/batches.ts';
export type { CardLife, CardLifeState, CardMove } from './registry/card-life.ts';
export type { CardState, IssuedCard } from './registry/cards.ts';
export type { Member } from './registry/members.ts';
export type { Operator } from './registry/operators.ts';
export { type Organisation, openRegistry, type Registry, type RegistryOptions } from './registry/registry.ts';
export { type Enrolment, enrolTerminal, renewBundle, type TerminalGrant } from './terminals/enrol.ts';
export { chooseTheme, organisationThemes } from './themes.ts';
