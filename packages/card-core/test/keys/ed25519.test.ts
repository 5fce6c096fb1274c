import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import {
  generateKeyPair,
  privateKeyBytes,
  privateKeyFromBytes,
  publicKeyBytes,
  publicKeyFromBytes,
  signEd25519,
  verifyEd25519,
} from '../../src/keys/ed25519.ts';

/** RFC 8032 §7.1, TEST 1, 2, 3, SHA(abc). */
const RFC_8032 = [
  {
    name: 'TEST 1: empty message',
    seed: '9D61B19DEFFD5A60BA844AF492EC2CC44449C5697B326919703BAC031CAE7F60',
    publicKey: 'D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A',
    message: '',
    signature:
      'E5564300C360AC729086E2CC806E828A84877F1EB8E5D974D873E065224901555FB8821590A33BACC61E39701CF9B46BD25BF5F0595BBE24655141438E7A100B',
  },
  {
    name: 'TEST 2: one byte',
    seed: '4CCD089B28FF96DA9DB6C346EC114E0F5B8A319F35ABA624DA8CF6ED4FB8A6FB',
    publicKey: '3D4017C3E843895A92B70AA74D1B7EBC9C982CCF2EC4968CC0CD55F12AF4660C',
    message: '72',
    signature:
      '92A009A9F0D4CAB8720E820B5F642540A2B27B5416503F8FB3762223EBDB69DA085AC1E43E15996E458F3613D0F11D8C387B2EAEB4302AEEB00D291612BB0C00',
  },
  {
    name: 'TEST 3: two bytes',
    seed: 'C5AA8DF43F9F837BEDB7442F31DCB7B166D38535076F094B85CE3A2E0B4458F7',
    publicKey: 'FC51CD8E6218A1A38DA47ED00230F0580816ED13BA3303AC5DEB911548908025',
    message: 'AF82',
    signature:
      '6291D657DEEC24024827E69C3ABE01A30CE548A284743A445E3680D7DB5AC3AC18FF9B538D16F290AE67F760984DC6594A7C15E9716ED28DC027BECEEA1EC40A',
  },
  {
    name: 'TEST SHA(abc): 64 bytes',
    seed: '833FE62409237B9D62EC77587520911E9A759CEC1D19755B7DA901B96DCA3D42',
    publicKey: 'EC172B93AD5E563BF4932C70E1245034C35467EF2EFD4D64EBF819683467E2BF',
    message:
      'DDAF35A193617ABACC417349AE20413112E6FA4E89A97EA20A9EEEE64B55D39A2192992A274FC1A836BA3C23A3FEEBBD454D4423643CE80E2A9AC94FA54CA49F',
    signature:
      'DC2A4459E7369633A52B1BF277839A00201009A3EFBF3ECB69BEA2186C26B58909351FC9AC90B3ECFDFBC7C66431E0303DCA179C138AC17AD9BEF1177331A704',
  },
];

describe('RFC 8032 §7.1', () => {
  test.each(RFC_8032)('$name', ({ seed, publicKey, message, signature }) => {
    const privateKey = privateKeyFromBytes(fromHex(seed));
    expect(toHex(publicKeyBytes(privateKey))).toBe(publicKey);
    expect(toHex(privateKeyBytes(privateKey))).toBe(seed);
    expect(toHex(signEd25519(privateKey, fromHex(message)))).toBe(signature);
    expect(verifyEd25519(publicKeyFromBytes(fromHex(publicKey)), fromHex(message), fromHex(signature))).toBe(
      true,
    );
  });
});

describe('refused', () => {
  const { privateKey, publicKey } = generateKeyPair();
  const message = new TextEncoder().encode('KartuKita');
  const signature = signEd25519(privateKey, message);

  test('a signature of another length, without a crash', () => {
    expect(verifyEd25519(publicKey, message, signature)).toBe(true);
    for (const length of [0, 63])
      expect(verifyEd25519(publicKey, message, signature.slice(0, length))).toBe(false);
    expect(verifyEd25519(publicKey, message, Uint8Array.of(...signature, 0))).toBe(false);
  });

  test('S + L in place of S (RFC 8032 §5.1.7: S must be below L)', () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const littleEndian =
      [...signature.slice(32)].reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n) + order;
    const s = Array.from({ length: 32 }, (_, i) => Number((littleEndian >> BigInt(8 * i)) & 0xffn));
    expect(verifyEd25519(publicKey, message, Uint8Array.of(...signature.slice(0, 32), ...s))).toBe(false);
  });

  test.each([0, 31, 33])('a key of %i bytes', (length) => {
    expect(() => publicKeyFromBytes(new Uint8Array(length))).toThrow('32 bytes');
    expect(() => privateKeyFromBytes(new Uint8Array(length))).toThrow('32 bytes');
  });
});

test('a new key pair survives the way through its bytes', () => {
  const pair = generateKeyPair();
  const again = privateKeyFromBytes(privateKeyBytes(pair.privateKey));
  expect(toHex(publicKeyBytes(again))).toBe(toHex(publicKeyBytes(pair.publicKey)));
});
