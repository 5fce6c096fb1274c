export type { CardOptions, CardState, Journal, PersonalizationData } from './data.ts';
export * from './examine.ts';
export * from './personalize.ts';
export { type Renewal, renewAccess } from './renew.ts';
export { isOpenTag, renewAtTap, type TapRenewal } from './renew-at-tap.ts';
export * from './verify.ts';
