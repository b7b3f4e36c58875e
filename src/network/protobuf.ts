/**
 * Messages in protobuf's binary format, field by field. A field's bytes stay in pieces until the whole is written, so that
 * weights are copied once.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export type Fields = readonly Uint8Array[];

const [VARINT, LENGTH_PREFIXED, FIXED_32] = [0, 2, 5];

/** An integer of 64 bits. */
export function integerField(number: number, value: number | bigint): Fields {
  return [Uint8Array.from([...tag(number, VARINT), ...varint(BigInt(value))])];
}

/** A number of single precision. */
export function floatField(number: number, value: number): Fields {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [Uint8Array.from(tag(number, FIXED_32)), bytes];
}

/** @param value - Not copied. */
export function bytesField(number: number, value: Uint8Array): Fields {
  return messageField(number, [value]);
}

/** @param value - ASCII only. */
export function textField(number: number, value: string): Fields {
  return bytesField(
    number,
    Uint8Array.from(value, (char) => char.charCodeAt(0)),
  );
}

/** A message inside a message. */
export function messageField(number: number, fields: Fields): Fields {
  const header = [...tag(number, LENGTH_PREFIXED), ...varint(BigInt(lengthOf(fields)))];
  return [Uint8Array.from(header), ...fields];
}

/** All pieces one behind the other. */
export function joinFields(fields: Fields): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(lengthOf(fields));
  let at = 0;
  for (const piece of fields) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

function lengthOf(fields: Fields): number {
  return fields.reduce((sum, { length }) => sum + length, 0);
}

function tag(number: number, wireType: number): number[] {
  return varint(BigInt((number << 3) | wireType));
}

/** Seven bits a byte, lowest first; negative numbers as 64 bits of two's complement. */
function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}
