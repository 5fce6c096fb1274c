/**
 * Checks SVG path data (SVG 1.1 §8.3) before it is handed to pdfkit, which throws strings or draws nonsense on bad
 * data. Quadratic curves (Q, T) are refused: pdfkit 0.20 writes them with PDF's `v` operator, which is a cubic with
 * other control points, so they would come out in a shape that nobody drew.
 */

const ARGUMENTS: Record<string, number> = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, A: 7, Z: 0 };
const TOKEN = /([a-zA-Z])|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|[\s,]+/y;

/** What is wrong with the path data, or undefined when it can be drawn. */
export function svgPathProblem(data: string): string | undefined {
  let command: string | undefined;
  let count = 0;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < data.length; at = TOKEN.lastIndex) {
    const match = TOKEN.exec(data);
    if (match === null) return `character ${at + 1} cannot be read`;
    const [, letter, figures] = match;
    if (letter !== undefined) {
      const problem = commandProblem(command, count);
      if (problem !== undefined) return problem;
      if (command === undefined && letter.toUpperCase() !== 'M') return 'must begin with M';
      if (ARGUMENTS[letter.toUpperCase()] === undefined) {
        return /[qt]/i.test(letter) ? `${letter} is not supported: use C` : `${letter} is no path command`;
      }
      command = letter;
      count = 0;
    } else if (figures !== undefined) {
      const problem = argumentProblem(command, count, Number(figures));
      if (problem !== undefined) return problem;
      count += 1;
    }
  }
  return command === undefined ? 'is empty' : commandProblem(command, count);
}

function commandProblem(command: string | undefined, count: number): string | undefined {
  if (command === undefined) return count > 0 ? 'must begin with M' : undefined;
  const needed = ARGUMENTS[command.toUpperCase()] as number;
  const complete = needed === 0 ? count === 0 : count > 0 && count % needed === 0;
  return complete ? undefined : `${command} has ${count} numbers: it needs ${needed} or a multiple`;
}

function argumentProblem(command: string | undefined, index: number, value: number): string | undefined {
  if (command === undefined) return 'must begin with M';
  if (Math.abs(value) > 10_000) return `${value} is too large for a card`;
  if (command.toUpperCase() !== 'A') return undefined;
  const position = index % 7;
  const isFlag = position === 3 || position === 4;
  return isFlag && value !== 0 && value !== 1 ? 'flags of an arc must be 0 or 1, set apart' : undefined;
}
