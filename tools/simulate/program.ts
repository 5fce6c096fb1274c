/** What the simulator takes from the three packages, in one place. */
export {
  ACR122U,
  type CardDriver,
  type ChipKind,
  encodeSlot,
  isKartuError,
  PLAIN,
  type PurseRecord,
  purseMessage,
  signEd25519,
  TRANSPARENT,
} from '../../packages/card-core/src/index.ts';
export { closeAsNotDone, Ledger, type Request, type TapResult } from '../../packages/terminal/src/index.ts';
