import { members } from "../../store/workspace.ts";
import { shellWords } from "../../words/en/shell.ts";
import { hueOf, initialsOf } from "./hue.ts";
import { Icon } from "./icon.tsx";
import { Mark } from "./mark.tsx";

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

/** Who did something: a member, or Slacky itself, whose sign is square like those of programs. */
export function ActorMark({ id, name, size }: { id: string | null; name?: string; size: number }) {
  if (id === null) return <Mark size={size} />;
  return <Avatar id={id} size={size} {...(name !== undefined && { name })} />;
}

export function LabelChip({ name }: { name: string }) {
  return (
    <span class={`label hue-${hueOf(name)}`}>
      <i class="label-dot" />
      <span class="cut">{name}</span>
    </span>
  );
}
