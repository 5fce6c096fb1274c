/** The public face of card-core: records, keys, trust, readers and drivers. */
export * from './bytes.ts';
export * from './drivers/driver.ts';
export * from './drivers/layout.ts';
export * from './errors.ts';
export * from './keys/diversify.ts';
export * from './keys/ed25519.ts';
export * from './readers/connection.ts';
export * from './readers/profile.ts';
export * from './records/identity.ts';
export * from './records/purse.ts';
export * from './rupiah.ts';
export * from './system-errors.ts';
export * from './trust/certificates.ts';
export * from './trust/enrolment.ts';
export * from './trust/sealed-file.ts';
export * from './trust/verify-records.ts';
