/**
 * What a reader can do in one exchange. Sources: ACS "ACR122U API" 2.04 and "ACR1252U Reference Manual" 1.1x as
 * collected in protocol-facts §2; not yet seen on hardware where marked so.
 */
export interface ReaderProfile {
  readonly id: 'acr122u' | 'transparent' | 'plain';
  /** P1 and P2 of the raw key load `FF82`. */
  readonly keyStructure: number;
  readonly keySlot: number;
  /** Most bytes of one `FFB0` / `FFD6` on MIFARE Classic, within one sector. */
  readonly classicReadBytes: { readonly small: number; readonly big: number };
  readonly classicWriteBytes: { readonly small: number; readonly big: number };
  /**
   * How a raw tag command (PWD_AUTH, FAST_READ, …) gets through: `pn532` = InCommunicateThru inside
   * `FF000000`, `transparent` = PC/SC part 3 transparent session, `probe` = find out on the first card.
   */
  readonly passThrough: 'pn532' | 'transparent' | 'probe';
  /** Most pages of one FAST_READ through this reader. */
  readonly fastReadPages: number;
}

export const ACR122U: ReaderProfile = {
  id: 'acr122u',
  keyStructure: 0x00,
  keySlot: 0x00,
  classicReadBytes: { small: 16, big: 16 },
  classicWriteBytes: { small: 16, big: 16 },
  passThrough: 'pn532',
  fastReadPages: 12, // the PN532 frame inside the reader is 64 bytes
};

export const TRANSPARENT: ReaderProfile = {
  id: 'transparent',
  keyStructure: 0x00,
  keySlot: 0x00,
  classicReadBytes: { small: 48, big: 240 },
  classicWriteBytes: { small: 48, big: 240 },
  passThrough: 'transparent',
  fastReadPages: 60, // answer within one short APDU of 256 bytes
};

export const PLAIN: ReaderProfile = {
  id: 'plain',
  keyStructure: 0x00,
  keySlot: 0x00,
  classicReadBytes: { small: 16, big: 16 },
  classicWriteBytes: { small: 16, big: 16 },
  passThrough: 'probe',
  fastReadPages: 12,
};

/** The profile of a reader by the name PC/SC gives it; an unknown reader gets the most careful one. */
export function profileFor(readerName: string): ReaderProfile {
  if (/ACR122/i.test(readerName)) return ACR122U;
  if (/ACR12[58]1|ACR1252|ACM1252|ACR1255|ACR1552/i.test(readerName)) return TRANSPARENT;
  return PLAIN;
}
