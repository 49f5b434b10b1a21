import { MyWorkPage } from "../my-work/my-work-page.tsx";
import { SearchPage } from "../search/search-page.tsx";
import type { PageComponent } from "../shell/lazy-page.tsx";
import { TrashPage } from "../trash/trash-page.tsx";
import { ListPage } from "./list-page.tsx";

/** The pages that are lists of tickets: one file, because they share most of their code. */
export const listPages = {
  "my-work": MyWorkPage,
  list: ListPage,
  search: SearchPage,
  trash: TrashPage,
} satisfies Record<string, PageComponent>;

export type ListPageName = keyof typeof listPages;
