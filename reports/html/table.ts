import { type Markup, markup, type Part } from './template.ts';

/**
 * A table with a caption for screen readers and its own horizontal scroll. A column name that begins with `#` is right-aligned (numbers), one that begins
 * with `~` is read out but not shown.
 */
export function table(caption: string, columns: readonly string[], rows: Part): Markup {
  const heads = columns.map((name) => {
    if (name.startsWith('#')) return markup`<th scope="col" class="number">${name.slice(1)}</th>`;
    if (name.startsWith('~'))
      return markup`<th scope="col"><span class="hidden">${name.slice(1)}</span></th>`;
    return markup`<th scope="col">${name}</th>`;
  });
  return markup`<div class="scroll"><table><caption class="hidden">${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
