/** Versions of keys, revocations and backups. */
export const KEYS = ``;
