import type { NtagKind, NtagSpec } from '../card-kind.ts';
import type { Area } from '../drivers/layout.ts';
import { NTAG_LAYOUTS } from '../drivers/layout.ts';
import { encodeUriTlv } from '../drivers/ndef.ts';
import type { PageImage } from '../drivers/tlv-directory.ts';
import { historyTlv, terminatorPage } from '../drivers/tlv-directory.ts';
import type { PersonalizationData } from './data.ts';
import { areaContent } from './data.ts';

/** What an NTAG holds when it is issued: pure functions of the data. Facts: protocol-facts §3. */

/** Lock bits of pages 3 to 15: byte 2 bits 3..7, byte 3 bits 0..7 of page 2 (data sheet rev. 3.2 §8.5.2). */
export const STATIC_LOCKS = Uint8Array.of(0xf8, 0xff);

/** The container says what the lock bits do: read freely, never written (NFC Forum Type 2 Tag 1.2 §6.1, byte 3). */
export function issuedContainer(spec: NtagSpec): Uint8Array {
  return spec.capabilityContainer.with(3, 0x0f);
}

/** ACCESS: PROT (read and write), NFC_CNT_EN, NFC_CNT_PWD_PROT; CFGLCK 0, AUTHLIM 0 (see Ntag21xDriver). */
export const ACCESS = 0x98;
export const CFGLCK = 0x40;
export const AUTHLIM = 0x07;

/** Strong modulation as delivered, no mirror, protection from our first page on. */
export function configuration0(kind: NtagKind): Uint8Array {
  return Uint8Array.of(0x04, 0x00, 0x00, NTAG_LAYOUTS[kind].protectedFrom);
}

/** Bytes 1..3 are reserved; chips are delivered with 05 in the first of them [M], which is left as it is found. */
export function configuration1(found: Uint8Array): Uint8Array {
  return Uint8Array.of(ACCESS, found[1] === 0x00 ? 0x00 : 0x05, 0x00, 0x00);
}

export function openPage(data: PersonalizationData): PageImage {
  return { firstPage: 4, bytes: encodeUriTlv(data.ndefUri) };
}

export interface NamedImage extends PageImage {
  readonly name: string;
  readonly isPurse: boolean;
}

/** Everything behind the password in the order it is written: heads last, so that no slot seems whole too early. */
export function protectedPages(kind: NtagKind, data: PersonalizationData): NamedImage[] {
  const { areas } = NTAG_LAYOUTS[kind];
  const order: Area[] = ['identity', 'history', 'tail1', 'head1', 'tail0', 'head0'];
  const images: NamedImage[] = order.flatMap((area) => {
    const range = areas[area];
    if (range === undefined) return [];
    const bytes = areaContent(area, range.pages * 4, data);
    return [{ name: area, isPurse: area !== 'identity', firstPage: range.firstPage, bytes }];
  });
  const directory = historyTlv(kind);
  if (directory !== undefined) images.push({ name: 'directory', isPurse: false, ...directory });
  const terminator = terminatorPage(kind);
  if (terminator !== undefined) images.push({ name: 'end of directory', isPurse: false, ...terminator });
  return images;
}
