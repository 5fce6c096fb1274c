/**
 * Reads ESC/POS as a printer does (Epson's command reference) and says what would be on paper. Unknown commands
 * fail: a real printer would print them as text, or swallow what follows.
 */
export interface Paper {
  /** Lines as printed, blanks at their ends taken off. */
  readonly lines: string[];
  readonly cuts: number;
  readonly drawerPulses: number;
  /** Lines of double height. */
  readonly tall: string[];
}

const DECODERS: Readonly<Record<number, string>> = { 0: 'ibm437', 16: 'windows-1252', 255: 'utf-8' };
/** Code page 437 is no encoding that the platform decodes: the lines of a rule and Latin letters in use. */
const CP437: Readonly<Record<number, string>> = { 196: '─', 158: '₧', 241: '±', 130: 'é' };

export function readEscPos(bytes: Uint8Array): Paper {
  const lines: string[] = [];
  const tall: string[] = [];
  let isTall = false;
  let [line, codepage, size, cuts, drawerPulses, at] = ['', 0, 0, 0, 0, 0];
  const next = () => {
    const byte = bytes[at++];
    if (byte === undefined) throw new Error('the data end in the middle of a command');
    return byte;
  };
  while (at < bytes.length) {
    const byte = next();
    if (byte === 0x0a) {
      const shown = line.trimEnd();
      lines.push(shown);
      if (isTall) tall.push(shown);
      [line, isTall] = ['', false];
    } else if (byte === 0x0d) continue;
    else if (byte === 0x1b) {
      const command = String.fromCharCode(next());
      if (command === '@') [line, codepage, size] = ['', 0, 0];
      else if (command === 't') codepage = next();
      else if (command === 'p') [drawerPulses] = [drawerPulses + 1, next(), next(), next()];
      else if ('MEaG!3'.includes(command)) next();
      else throw new Error(`unknown command ESC ${command}`);
    } else if (byte === 0x1d) {
      const command = String.fromCharCode(next());
      if (command === '!') size = next();
      else if (command === 'V') [cuts] = [cuts + 1, next()];
      else throw new Error(`unknown command GS ${command}`);
    } else if (byte === 0x1c) {
      const command = String.fromCharCode(next());
      if (command !== '.') throw new Error(`unknown command FS ${command}`);
    } else if (byte < 0x20) throw new Error(`control byte ${byte}`);
    else {
      line += letter(byte, codepage);
      isTall ||= byte !== 0x20 && (size & 0x0f) > 0;
    }
  }
  return { lines, cuts, drawerPulses, tall };
}

function letter(byte: number, codepage: number): string {
  if (byte < 0x80) return String.fromCharCode(byte);
  if (DECODERS[codepage] === 'ibm437') {
    const known = CP437[byte];
    if (known) return known;
  } else if (DECODERS[codepage]) {
    return new TextDecoder(DECODERS[codepage]).decode(Uint8Array.of(byte));
  }
  throw new Error(`letter ${byte} of code page ${codepage}`);
}
