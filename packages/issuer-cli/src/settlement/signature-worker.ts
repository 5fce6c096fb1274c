// The thread beside an import: it checks the signatures of a batch (see signatures.ts) and knows nothing else.
import { parentPort } from 'node:worker_threads';
import { answerTo, type Question } from './signature-question.ts';

parentPort!.on('message', (question: Question) => {
  const answer = answerTo(question);
  parentPort!.postMessage(answer, [answer.buffer]);
});
