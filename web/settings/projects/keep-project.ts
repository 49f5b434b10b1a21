import type { Project } from "../../../client/index.ts";
import { projects } from "../../store/workspace.ts";

/** Puts a new or changed project into what the app knows. The feed brings the same a moment later. */
export function keepProject(project: Project): void {
  const isKnown = projects.peek().some(({ id }) => id === project.id);
  projects.value = isKnown
    ? projects.peek().map((each) => (each.id === project.id ? project : each))
    : [...projects.peek(), project];
}
