export * from './command.ts';
export * from './ntag.ts';
export * from './pass-through.ts';
export * from './pcsc.ts';
export * from './status-words.ts';
