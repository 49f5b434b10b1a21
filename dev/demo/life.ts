import type { Random } from "../../test/seed/random.ts";
import type { Action } from "./actions.ts";
import { type Move, movesOf } from "./paths.ts";
import { reasons } from "./reasons.ts";
import { type MemberKey, type ProjectKey, projects } from "./team.ts";
import type { CommentText, Story, TicketText } from "./ticket-text.ts";
import { MINUTES } from "./working-time.ts";

/** A ticket, its place in the plan, and the minute at which it is created. */
export interface Birth {
  project: ProjectKey;
  ticket: number;
  minute: number;
  text: TicketText;
}

type WithoutMinute<One> = One extends unknown ? Omit<One, "minute"> : never;
type Deed = WithoutMinute<Action>;

/** A deed, and how many minutes after the one before. */
interface Step {
  gap: number;
  deed: Deed;
}

/** How many minutes before the end the last deed of a story happens. */
const LEFT = 30;

/** What happens to a ticket, in order. A story is complete at the end; without one, the end may cut it short. */
export function planLife(birth: Birth, random: Random, comments: { count: number }): Action[] {
  const cast = castOf(birth, random);
  const story = birth.text.story ?? storyByAge(birth.minute, random);
  const steps = stepsOf(birth, { cast, story, random, comments });
  const total = steps.reduce((sum, { gap }) => sum + gap, 0);
  const room = MINUTES - LEFT * random.next() - birth.minute;
  const scale = birth.text.story === undefined ? 1 : Math.min(1, room / total);
  let { minute } = birth;
  const actions = steps
    .map(({ gap, deed }) => {
      minute += gap * scale;
      return { ...deed, minute } as Action;
    })
    .filter((action) => action.minute < MINUTES);
  return cast.worker === "wrench" && story === "progress"
    ? [...actions, renewLease(birth.ticket)]
    : actions;
}

/** The agent is still at work, and so renews the lease of its claim, right before the end. */
function renewLease(ticket: number): Action {
  return { minute: MINUTES - 3, who: "wrench", type: "claim", ticket, lease_seconds: 82_800 };
}

/** Members who watch tickets of others. */
const curious: readonly MemberKey[] = ["agnes", "mara", "tomas", "layla", "luca"];

interface Cast {
  reporter: MemberKey;
  worker: MemberKey;
  reviewer: MemberKey;
  lead: MemberKey;
  admin: MemberKey;
}

function castOf({ project, text }: Birth, random: Random): Cast {
  const { reporters, workers } = projects[project];
  const reporter = text.by ?? pick(reporters, random);
  const worker = text.for ?? pick(workers, random);
  const reviewers = ([...workers, ...reporters] as MemberKey[]).filter(
    (member) => member !== worker && member !== "sorter",
  );
  const lead = project === "FIX" ? "greta" : random.chance(0.6) ? "tomas" : "mara";
  return { reporter, worker, reviewer: pick(reviewers, random), lead, admin: "tomas" };
}

/** Old tickets are mostly done, and young ones end where their time ends. */
function storyByAge(minute: number, random: Random): Story {
  const age = 1 - minute / MINUTES;
  if (random.chance(0.2)) return random.chance(0.6) ? "backlog" : "ready";
  if (random.chance(0.04)) return "wont_do";
  if (age < 0.3 && random.chance(0.35)) return random.chance(0.5) ? "progress" : "review";
  if (random.chance(0.06)) return "bounced";
  return random.chance(0.05) ? "unblocked" : "done";
}

interface Life {
  cast: Cast;
  story: Story;
  random: Random;
  comments: { count: number };
}

function stepsOf(birth: Birth, life: Life): Step[] {
  const { project, ticket, text } = birth;
  const { cast, story, random } = life;
  const moves = movesOf(story, projects[project].workflow);
  const isAssignedEarly = moves.some(({ takes }) => takes) && random.chance(0.35);
  const dueLater = random.chance(0.5) ? text.due : undefined;
  const dueAtBirth = dueLater === undefined ? text.due : undefined;
  const steps: Step[] = [create(birth, cast, dueAtBirth)];
  const add = (gap: number, deed: Deed) => void steps.push({ gap, deed });

  if (text.edited !== undefined) {
    add(12, { type: "describe", who: cast.reporter, ticket, description: text.edited });
  }
  const lateLabel = text.labels[1];
  if (lateLabel) add(gapOf(random), { type: "label", who: cast.lead, ticket, name: lateLabel });
  if (dueLater !== undefined) {
    add(gapOf(random), { type: "schedule", who: cast.lead, ticket, due: dueLater });
  }
  if (random.chance(0.15)) {
    const level = random.chance(0.8) ? "watching" : "muted";
    add(gapOf(random), { type: "watch", who: pick(curious, random), ticket, level });
  }
  const talk = text.talk.map((comment, place) => ({
    comment,
    slot: Math.floor((place * (moves.length + 1)) / text.talk.length),
  }));
  const say = (slot: number) => {
    for (const { comment } of talk.filter((one) => one.slot === slot)) {
      steps.push(...stepsOfComment(comment, ticket, life));
    }
  };
  for (const [slot, move] of moves.entries()) {
    say(slot);
    if (move.takes && isAssignedEarly && cast.lead !== cast.worker) {
      add(gapOf(random), { type: "assign", who: cast.lead, ticket, assignee: cast.worker });
    }
    add(gapOf(random), makeMove(birth, move, { life, isAssigned: isAssignedEarly }));
  }
  say(moves.length);
  if (text.for && (story === "ready" || story === "backlog")) {
    const who = cast.lead === text.for ? cast.admin : cast.lead;
    add(gapOf(random), { type: "assign", who, ticket, assignee: text.for });
  }
  if (random.chance(0.05)) add(gapOf(random), { type: "leave", who: cast.reporter, ticket });
  if (story === "trash" || story === "restored") {
    add(gapOf(random), { type: "delete", who: cast.lead, ticket });
  }
  if (story === "restored") add(25, { type: "restore", who: cast.admin, ticket });
  return steps;
}

function create(
  { project, ticket, text }: Birth,
  { reporter }: Cast,
  due: number | undefined,
): Step {
  const { title, description, priority, labels, external_id } = text;
  const draft = {
    title,
    priority,
    labels: labels.filter((_, place) => place !== 1),
    ...(description && { description }),
    ...(external_id && { external_id, metadata: { channel: "hotline" } }),
  };
  return {
    gap: 0,
    deed: { type: "create", who: reporter, project, ticket, due, draft },
  };
}

function stepsOfComment({ by, body, edited }: CommentText, ticket: number, life: Life): Step[] {
  const comment = life.comments.count;
  life.comments.count += 1;
  const said: Step = {
    gap: gapOf(life.random),
    deed: { type: "comment", who: by, ticket, comment, body },
  };
  if (edited === undefined) return [said];
  return [said, { gap: 7, deed: { type: "edit_comment", who: by, ticket, comment, body: edited } }];
}

function makeMove(
  { text, ticket }: Birth,
  { by, to, takes, resolution, reason }: Move,
  { life, isAssigned }: { life: Life; isAssigned: boolean },
): Deed {
  const who = life.cast[by];
  if (takes && (!isAssigned || life.cast.lead === who)) {
    return { type: "claim", who, ticket, lease_seconds: undefined };
  }
  const written = reason && (text.reason ?? pick(reasons[reason], life.random));
  return {
    type: "transition",
    who,
    ticket,
    request: { to, ...(resolution && { resolution }), ...(written && { reason: written }) },
  };
}

/** Minutes between two things that happen to a ticket: mostly short, sometimes days. */
function gapOf(random: Random): number {
  return 6 + 700 * random.next() ** 2;
}

function pick<One>(list: readonly One[], random: Random): One {
  return list[random.below(list.length)] as One;
}
