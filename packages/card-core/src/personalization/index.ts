export type { CardOptions, CardState, Journal, PersonalizationData } from './data.ts';
export * from './examine.ts';
export * from './personalize.ts';
export * from './renew.ts';
export * from './verify.ts';
