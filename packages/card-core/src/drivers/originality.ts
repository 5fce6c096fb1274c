import { readUint } from '../bytes.ts';

/**
 * The maker's signature on an NTAG21x: ECDSA on secp128r1 over the raw 7-byte UID, unhashed (NXP AN11350;
 * parameters from SEC 2 version 1 §2.7.1; protocol-facts §3, where vectors stand). OpenSSL imports the key but does
 * not verify it, hence BigInt: about 15 ms, and nothing here is secret, so it need not take constant time.
 *
 * It is static: whoever reads it can copy it to a tag with a writable UID. It tells cheap copies from NXP's chips
 * and nothing more.
 */

const P = 0xfffffffdffffffffffffffffffffffffn;
const A = P - 3n;
const N = 0xfffffffe0000000075a30d1b9038a115n;
const G: Point = { x: 0x161ff7528b899b2d0c28607ca52c5b86n, y: 0xcf5ac8395bafeb13c02da292dded7a83n };
const NXP_KEY: Point = { x: 0x494e1a386d3d3cfe3dc10e5de68a499bn, y: 0x1c202db5b132393e89ed19fe5be8bc61n };

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

/** True when NXP signed this UID. `signature`: 32 bytes r ‖ s; anything of another shape is false. */
export function isOriginalNtag(uid: Uint8Array, signature: Uint8Array): boolean {
  if (uid.length !== 7 || signature.length !== 32) return false;
  const r = toBigInt(signature.subarray(0, 16));
  const s = toBigInt(signature.subarray(16));
  if (r === 0n || s === 0n || r >= N || s >= N) return false;
  const inverse = modInverse(s, N);
  // The message has 56 bits, fewer than N: it is taken as a number without cutting.
  const u1 = (toBigInt(uid) * inverse) % N;
  const u2 = (r * inverse) % N;
  const sum = add(multiply(u1, G), multiply(u2, NXP_KEY));
  return sum !== undefined && sum.x % N === r;
}

/** Undefined is the point at infinity. */
function add(a: Point | undefined, b: Point | undefined): Point | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (a.x === b.x && mod(a.y + b.y, P) === 0n) return undefined;
  const slope =
    a.x === b.x
      ? mod((3n * a.x * a.x + A) * modInverse(2n * a.y, P), P)
      : mod((b.y - a.y) * modInverse(mod(b.x - a.x, P), P), P);
  const x = mod(slope * slope - a.x - b.x, P);
  return { x, y: mod(slope * (a.x - x) - a.y, P) };
}

function multiply(factor: bigint, point: Point): Point | undefined {
  let sum: Point | undefined;
  let doubled: Point | undefined = point;
  for (let rest = factor; rest > 0n; rest >>= 1n) {
    if (rest & 1n) sum = add(sum, doubled);
    doubled = add(doubled, doubled);
  }
  return sum;
}

/** Extended Euclid; the modulus is prime and the value is not 0. */
function modInverse(value: bigint, modulus: bigint): bigint {
  let [a, b] = [mod(value, modulus), modulus];
  let [x, y] = [1n, 0n];
  while (b > 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return mod(x, modulus);
}

function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

function toBigInt(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = 0; i < bytes.length; i++) value = (value << 8n) | BigInt(readUint(bytes, i, 1));
  return value;
}
