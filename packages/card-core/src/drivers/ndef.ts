import { utf8 } from '../bytes.ts';
import { KartuError } from '../errors.ts';

/**
 * The one open thing on a card: an NDEF message with a single URI record in a TLV block. NFC Forum "Type 2 Tag"
 * 1.2 §2.3 (TLV), "NDEF" 1.0 §3, "URI RTD" 1.0 §3.2.2 (prefixes). The same bytes stand in the first 48 bytes of
 * an NTAG's user memory and of the NDEF sector of a MIFARE Classic (AN1305 §2.3).
 */

export const OPEN_BYTES = 48;

const TLV_NULL = 0x00;
const TLV_NDEF = 0x03;
const TLV_TERMINATOR = 0xfe;
/** MB, ME, SR, TNF 1 (well-known): the only record of a message, short form. */
const SINGLE_SHORT_WELL_KNOWN = 0xd1;
const URI_TYPE = 0x55;

/** Abbreviations by code: URI RTD 1.0 table 3. */
const PREFIXES = [
  '',
  'http://www.',
  'https://www.',
  'http://',
  'https://',
  'tel:',
  'mailto:',
  'ftp://anonymous:anonymous@',
  'ftp://ftp.',
  'ftps://',
  'sftp://',
  'smb://',
  'nfs://',
  'ftp://',
  'dav://',
  'news:',
  'telnet://',
  'imap:',
  'rtsp://',
  'urn:',
  'pop:',
  'sip:',
  'sips:',
  'tftp:',
  'btspp://',
  'btl2cap://',
  'btgoep://',
  'tcpobex://',
  'irdaobex://',
  'file://',
  'urn:epc:id:',
  'urn:epc:tag:',
  'urn:epc:pat:',
  'urn:epc:raw:',
  'urn:epc:',
  'urn:nfc:',
];

/**
 * The URI as 48 bytes: `03 len D1 01 n 55 prefix rest FE 00…`, with the longest prefix that fits. Throws `usage`
 * for a text that is no URI or does not fit (40 bytes after the prefix).
 */
export function encodeUriTlv(uri: string): Uint8Array {
  if (!URL.canParse(uri) || /[^\x21-\x7e]/.test(uri)) {
    throw new KartuError('usage', `"${uri.slice(0, 60)}" is not a complete URI`, {
      details: { what: 'uri-incomplete', uri: uri.slice(0, 60) },
    });
  }
  const code = bestPrefix(uri);
  const rest = utf8(uri.slice(PREFIXES[code]!.length));
  const message = [SINGLE_SHORT_WELL_KNOWN, 1, rest.length + 1, URI_TYPE, code, ...rest];
  const tlv = [TLV_NDEF, message.length, ...message, TLV_TERMINATOR];
  if (tlv.length > OPEN_BYTES) {
    throw new KartuError('usage', `the URI is ${tlv.length - OPEN_BYTES} bytes too long for a card`, {
      details: { what: 'uri-long', uri, tooLongBytes: tlv.length - OPEN_BYTES },
    });
  }
  const bytes = new Uint8Array(OPEN_BYTES);
  bytes.set(tlv);
  return bytes;
}

/**
 * The URI of a message that is one short URI record; undefined for no NDEF message and for any other one. Takes
 * bytes of any length and content: TLVs that are not NDEF are stepped over, and nothing is read past the end.
 */
export function decodeUriTlv(bytes: Uint8Array): string | undefined {
  const message = ndefMessage(bytes);
  if (message === undefined || message.length < 5) return undefined;
  const [flags, typeLength, payloadLength, type, code] = message;
  const isUri = flags === SINGLE_SHORT_WELL_KNOWN && typeLength === 1 && type === URI_TYPE;
  const prefix = PREFIXES[code!];
  if (!isUri || prefix === undefined || payloadLength !== message.length - 4) return undefined;
  try {
    const rest = new TextDecoder('utf-8', { fatal: true }).decode(message.subarray(5));
    // A URI has no control characters; what has is not shown to anybody.
    return /\p{Cc}/u.test(rest) ? undefined : prefix + rest;
  } catch {
    return undefined;
  }
}

/** True for a container without a message: nothing written, an empty NDEF TLV, or only a terminator. */
export function isEmptyNdef(bytes: Uint8Array): boolean {
  const message = ndefMessage(bytes);
  return message === undefined
    ? bytes.every((byte) => byte === 0) || isTerminated(bytes)
    : message.length === 0;
}

/** Value of the first NDEF TLV, whole; undefined when there is none or it runs past the end. */
function ndefMessage(bytes: Uint8Array): Uint8Array | undefined {
  let offset = 0;
  while (offset < bytes.length) {
    const tag = bytes[offset++]!;
    if (tag === TLV_NULL) continue;
    if (tag === TLV_TERMINATOR) return undefined;
    let length = bytes[offset++];
    if (length === 0xff) {
      length = offset + 2 <= bytes.length ? bytes[offset]! * 256 + bytes[offset + 1]! : undefined;
      offset += 2;
    }
    if (length === undefined || offset + length > bytes.length) return undefined;
    if (tag === TLV_NDEF) return bytes.subarray(offset, offset + length);
    offset += length;
  }
  return undefined;
}

function isTerminated(bytes: Uint8Array): boolean {
  const end = bytes.findIndex((byte) => byte !== TLV_NULL);
  return end >= 0 && bytes[end] === TLV_TERMINATOR && bytes.subarray(end + 1).every((byte) => byte === 0);
}

function bestPrefix(uri: string): number {
  let best = 0;
  for (const [code, prefix] of PREFIXES.entries()) {
    if (uri.startsWith(prefix) && prefix.length > PREFIXES[best]!.length) best = code;
  }
  return best;
}
