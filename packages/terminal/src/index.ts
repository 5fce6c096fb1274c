/** What a counter is made of, for programs that run it in their own process. */
export * from './commands/context.ts';
export * from './counter/counter.ts';
export * from './counter/enrol.ts';
export * from './ledger/ledger.ts';
export * from './ledger/transfer.ts';
export * from './ledger/verify.ts';
export * from './program.ts';
export * from './sale/history.ts';
export * from './sale/recovery.ts';
export * from './sale/refusals.ts';
export * from './sale/tap.ts';
export type { OnStep, Step } from './sale/write-card.ts';
