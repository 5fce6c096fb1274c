// The thread beside an import: it checks the signatures of a batch (see signatures.ts) and knows nothing else.
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { answerTo, type Question } from './signature-question.ts';

// Whoever writes into the registry is waited for by all: it goes first. Linux has a priority for each thread.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);

parentPort!.on('message', (question: Question) => {
  const answer = answerTo(question);
  parentPort!.postMessage(answer, [answer.buffer]);
});
