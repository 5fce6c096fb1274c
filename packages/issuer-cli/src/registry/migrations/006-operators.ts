/** Operators: who may do what, and who did it. */
export const OPERATORS = '';
