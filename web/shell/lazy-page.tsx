import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Route } from "../routes.ts";
import { Skeleton } from "../ui/empty-state.tsx";
import { reloadForNewBuild } from "./build.ts";
import { KeysWait } from "./lazy-part.tsx";

export type PageComponent = (props: { route: Route }) => ComponentChildren;

/** A page whose code is loaded when it is first shown. */
export function lazyPage(load: () => Promise<PageComponent>): PageComponent {
  let loaded: PageComponent | undefined;
  return function LazyPage({ route }) {
    const [state, setState] = useState<{ page?: PageComponent | undefined; error?: unknown }>({
      page: loaded,
    });
    useEffect(() => {
      if (loaded) return;
      load().then(
        (page) => {
          loaded = page;
          setState({ page });
        },
        async (error) => {
          if (!(await reloadForNewBuild())) setState({ error });
        },
      );
    }, []);
    if (state.error !== undefined) throw state.error;
    if (!state.page) return <LoadingPage />;
    return <state.page route={route} />;
  };
}

function LoadingPage() {
  return (
    <div class="page">
      <div class="page-body" aria-busy="true">
        <KeysWait />
        <Skeleton />
        <Skeleton />
      </div>
    </div>
  );
}
