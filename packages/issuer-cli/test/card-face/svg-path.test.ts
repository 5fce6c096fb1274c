import { describe, expect, test } from 'vitest';
import { svgPathProblem } from '../../src/card-face/svg-path.ts';

describe('SVG path data', () => {
  test.each([
    'M0 0L1 1Z',
    'm-1.5,2e1 l.5.5 -3-4z',
    'M0 0H5V5h-5z',
    'M0 0C1 1 2 2 3 3S4 4 5 5',
    'M0 0A3 3 0 0 1 6 0',
    'M0 0 1 1 2 2',
  ])('%j can be drawn', (data) => {
    expect(svgPathProblem(data)).toBeUndefined();
  });

  test.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    ['L1 1', 'must begin with M'],
    ['1 1', 'must begin with M'],
    ['M0 0L1', 'L has 1 numbers'],
    ['M', 'M has 0 numbers'],
    ['M0 0Z5', 'Z has 1 numbers'],
    ['M0 0Q1 1 2 2', 'Q is not supported: use C'],
    ['M0 0t1 1', 't is not supported: use C'],
    ['M0 0X1 1', 'X is no path command'],
    ['M0 0A3 3 0 2 1 6 0', 'flags of an arc'],
    ['M0 0A3 3 0 01 6 0 1', 'flags of an arc'],
    ['M1e9 0', 'too large'],
    ['M0 0L1 #', 'cannot be read'],
    ['M0 0L--1 1', 'cannot be read'],
  ])('%j is refused', (data, problem) => {
    expect(svgPathProblem(data)).toContain(problem);
  });
});
