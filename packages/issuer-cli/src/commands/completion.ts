import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { withExample } from './help.ts';

/**
 * Commands, options and what an option has to choose from; names of files the shell cannot complete here. Call when
 * all other commands are there: what can be completed is read off them.
 */
export function addCompletionCommand(program: Command): void {
  tab(program, { completionCommandName: 'completion' });
  for (const command of program.commands) {
    if (command.name() === 'completion') {
      command.description('a script by which the shell completes commands and options: bash, zsh or fish');
      withExample(
        command,
        'completion bash > ~/.local/share/bash-completion/completions/kartu-issuer',
        'completion zsh > ~/.zfunc/_kartu-issuer',
        'completion fish > ~/.config/fish/completions/kartu-issuer.fish',
      );
    }
    if (command.name() === 'complete') {
      command.description('what could follow: asked by the script of the completion command');
      withExample(command, 'complete card iss');
    }
  }
}
