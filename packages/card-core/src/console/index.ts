export * from './csv.ts';
export * from './findings.ts';
export * from './for-people.ts';
export * from './help.ts';
export * from './output.ts';
export * from './passphrase.ts';
export * from './program.ts';
export * from './sentences.ts';
