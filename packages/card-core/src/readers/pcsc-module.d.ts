/**
 * The parts of `nfc-pcsc` 0.8.1 and of the `@pokusew/pcsclite` 0.6.0 inside it that we use; neither the first nor
 * DefinitelyTyped has types. Read from src/NFC.js, src/Reader.js, lib/pcsclite.js and src/cardreader.cpp.
 */
declare module 'nfc-pcsc' {
  import type { EventEmitter } from 'node:events';

  /** pcsclite's native reader. Callbacks get Error objects whose message ends in "(0x8010xxxx)". */
  export interface RawReader extends EventEmitter {
    readonly name: string;
    connected: boolean;
    readonly SCARD_SHARE_EXCLUSIVE: number;
    readonly SCARD_SHARE_SHARED: number;
    readonly SCARD_LEAVE_CARD: number;
    readonly SCARD_RESET_CARD: number;
    connect(
      options: { share_mode: number; protocol?: number },
      callback: (error: Error | null | undefined, protocol?: number) => void,
    ): void;
    disconnect(disposition: number, callback: (error?: Error | null) => void): void;
    transmit(
      data: Buffer,
      responseMaxLength: number,
      protocol: number,
      callback: (error: Error | null | undefined, response?: Buffer) => void,
    ): void;
    /** Ends and joins the status thread. */
    close(): void;
  }

  /** nfc-pcsc's own reader around it. */
  export interface Reader extends EventEmitter {
    readonly name: string;
    readonly reader: RawReader;
    autoProcessing: boolean;
  }

  /** pcsclite's list of readers with a native monitor thread. */
  export interface PcscLite extends EventEmitter {
    start(callback: (error: Error | undefined, names?: Buffer) => void): void;
  }

  export class NFC extends EventEmitter {
    readonly pcsc: PcscLite;
    /** Ends and joins the monitor thread; the readers' threads go on. */
    close(): void;
  }
}
