import { relations } from "drizzle-orm";
import {
  bigint,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

// The tables of schema.sql in the form that the ORM needs, with the columns that the experiment uses.

const moment = (name: string) =>
  timestamp(name, { withTimezone: true, mode: "string" }).notNull().defaultNow();

const users = pgTable("users", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull(),
});

export const members = pgTable("members", {
  workspace_id: uuid("workspace_id").notNull(),
  user_id: uuid("user_id").notNull(),
  role: text("role").notNull(),
  removed_at: timestamp("removed_at", { withTimezone: true, mode: "string" }),
});

const projects = pgTable("projects", {
  workspace_id: uuid("workspace_id").notNull(),
  id: uuid("id").notNull(),
  key: text("key").notNull(),
});

export const tickets = pgTable("tickets", {
  workspace_id: uuid("workspace_id").notNull(),
  id: uuid("id").notNull(),
  project_id: uuid("project_id").notNull(),
  number: integer("number").notNull(),
  title: text("title").notNull(),
  description: text("description"),
  status: text("status").notNull(),
  status_sequence: integer("status_sequence").notNull(),
  priority: smallint("priority").notNull(),
  assignee_id: uuid("assignee_id"),
  reporter_id: uuid("reporter_id").notNull(),
  labels: text("labels").array().notNull(),
  version: integer("version").notNull(),
  created_at: moment("created_at"),
  updated_at: moment("updated_at"),
  deleted_at: timestamp("deleted_at", { withTimezone: true, mode: "string" }),
});

export const history = pgTable("ticket_status_history", {
  workspace_id: uuid("workspace_id").notNull(),
  ticket_id: uuid("ticket_id").notNull(),
  sequence: integer("sequence").notNull(),
  project_id: uuid("project_id").notNull(),
  workflow_id: uuid("workflow_id").notNull(),
  from_status: text("from_status"),
  to_status: text("to_status").notNull(),
  actor_id: uuid("actor_id"),
  changed_at: moment("changed_at"),
});

export const outbox = pgTable("outbox", {
  position: bigint("position", { mode: "number" }).generatedAlwaysAsIdentity(),
  id: uuid("id").notNull(),
  kind: text("kind").notNull(),
  type: text("type").notNull(),
  workspace_id: uuid("workspace_id"),
  actor_id: uuid("actor_id"),
  subject_type: text("subject_type").notNull(),
  subject_id: text("subject_id"),
  ticket_id: uuid("ticket_id"),
  data: jsonb("data").notNull(),
});

const ticketRelations = relations(tickets, ({ one, many }) => ({
  project: one(projects, {
    fields: [tickets.workspace_id, tickets.project_id],
    references: [projects.workspace_id, projects.id],
  }),
  assignee: one(users, { fields: [tickets.assignee_id], references: [users.id] }),
  reporter: one(users, { fields: [tickets.reporter_id], references: [users.id] }),
  history: many(history),
}));

const historyRelations = relations(history, ({ one }) => ({
  ticket: one(tickets, {
    fields: [history.workspace_id, history.ticket_id],
    references: [tickets.workspace_id, tickets.id],
  }),
}));

export const schema = {
  ...{ users, members, projects, tickets, history, outbox },
  ...{ ticketRelations, historyRelations },
};
