export * from './csv.ts';
export * from './findings.ts';
export * from './help.ts';
export * from './local-time.ts';
export * from './output.ts';
export * from './passphrase.ts';
export * from './program.ts';
export * from './sentences.ts';
