import { KartuError } from '@kartukita/card-core';
import { table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { coverFrame, PORTRAIT_FOCUS } from '../card-face/cover.ts';
import { action } from '../context.ts';
import { findMember } from '../members/lookup.ts';
import { inspectPhoto } from '../members/photo.ts';
import { parseFocus, photoFocusOf, setPhotoFocus } from '../members/photo-focus.ts';
import { withExample } from './help.ts';

/** `member photo`. */
export function addMemberPhotoCommand(group: Command): void {
  const command = group
    .command('photo <number>')
    .description("how a member's photo comes out on cards, and what of it comes to the middle")
    .option('--focus <point>', 'the middle of the face, in percent from the left and the top: 50,30')
    .action(
      action(async (context, options: { focus?: string }, number: string) => {
        const registry = context.registry();
        const { photo, ...member } = findMember(registry, number);
        const memberNumber = context.shown(member.memberNumber);
        if (photo === undefined) {
          throw new KartuError('not-found', `member ${memberNumber} has no photo`, {
            details: { what: 'photo-none', memberNumber },
          });
        }
        const { width, height } = inspectPhoto(registry.folder, photo);
        if (options.focus !== undefined) {
          const wished = parseFocus(options.focus);
          setPhotoFocus(registry.folder, photo, wished);
          registry.audit.record('photo-focus-set', member.memberNumber, { ...wished });
        }
        const focus = photoFocusOf(registry.folder, photo) ?? PORTRAIT_FOCUS;
        const { organisationThemes } = await import('../themes.ts'); // fonts load slowly
        const frames = (await organisationThemes(registry.folder)).flatMap(({ id, sides }) => {
          const frame = sides.frontWithPhoto?.fields.photo;
          return frame
            ? [{ theme: id, dpi: Math.floor(coverFrame({ width, height }, frame, focus).dpi) }]
            : [];
        });
        context.output.result({ memberNumber, photo, width, height, focus, themes: frames }, () => {
          const [x, y] = [Math.round(focus.x * 100), Math.round(focus.y * 100)];
          const head = ['theme', 'resolution'].map((column) => context.say(`column.${column}`));
          const rows = frames.map(({ theme, dpi }) => [theme, `${dpi} dpi`]);
          return [
            context.say('photo.size', { width, height, x, y }),
            '',
            table(head, rows, [1]),
            '',
            context.say('photo.look', { memberNumber }),
          ].join('\n');
        });
      }),
    );
  withExample(command, '--data ikarholaz member photo 89.00000001 --focus 50,30');
}
