import { members } from "../../store/workspace.ts";
import { shellWords } from "../../words/en/shell.ts";
import { hueOf, initialsOf } from "./hue.ts";
import { Icon } from "./icon.tsx";

/**
 * A member: people are round, programs square, and the hue follows from the ID. `name` shows
 * somebody who is not a member of the open workspace.
 */
export function Avatar({
  id,
  size = 20,
  name,
}: {
  id: string | null;
  size?: number;
  name?: string;
}) {
  const box = { width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.42)}px` };
  if (!id) return <span class="avatar avatar-nobody" style={box} aria-hidden="true" />;
  const member = members.value.get(id);
  const shown = name ?? member?.name ?? shellWords.formerMember;
  const isProgram = member?.kind === "service";
  const kind = isProgram ? " avatar-program" : "";
  return (
    <span class={`avatar hue-${hueOf(id)}${kind}`} style={box} title={shown} aria-hidden="true">
      {isProgram ? <Icon name="bot" size={Math.round(size * 0.62)} /> : initialsOf(shown)}
    </span>
  );
}

export function LabelChip({ name }: { name: string }) {
  return (
    <span class={`label hue-${hueOf(name)}`}>
      <i class="label-dot" />
      <span class="cut">{name}</span>
    </span>
  );
}
