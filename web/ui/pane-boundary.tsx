import { Component, type ComponentChildren } from "preact";
import { SlackyProblem } from "../../client/index.ts";
import { shellWords } from "../words/en/shell.ts";
import { EmptyState } from "./empty-state.tsx";

/**
 * Keeps a fault inside one pane: it says that this part failed, with the ID of the request if one was
 * the cause, and the rest of the app goes on. A new `resetKey`, such as the address, tries again.
 * With `onClose` the pane is the panel beside a view, which can be closed instead.
 */
export class PaneBoundary extends Component<
  { children: ComponentChildren; resetKey?: string; onClose?: () => void },
  { error: unknown; resetKey: string | undefined }
> {
  override state = { error: undefined, resetKey: this.props.resetKey };

  static override getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override componentDidUpdate() {
    if (this.props.resetKey !== this.state.resetKey) {
      this.setState({ error: undefined, resetKey: this.props.resetKey });
    }
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const retry = () => this.setState({ error: undefined });
    return <FailedPane error={error} onRetry={retry} onClose={this.props.onClose} />;
  }
}

function FailedPane({
  error,
  onRetry,
  onClose,
}: {
  error: unknown;
  onRetry: () => void;
  onClose: (() => void) | undefined;
}) {
  const requestId = error instanceof SlackyProblem ? error.requestId : undefined;
  const failure = (
    <EmptyState icon="octagon-alert" title={shellWords.partFailed}>
      <p>{shellWords.partFailedWhy}</p>
      {requestId !== undefined && <p class="hint">{shellWords.requestId(requestId)}</p>}
      <button type="button" class="button" onClick={onRetry}>
        {shellWords.tryAgain}
      </button>
      <button type="button" class="button" onClick={() => location.reload()}>
        {shellWords.reload}
      </button>
      {onClose && (
        <button type="button" class="button" onClick={onClose}>
          {shellWords.close}
        </button>
      )}
    </EmptyState>
  );
  if (!onClose) return failure;
  return (
    <aside class="ticket ticket-panel" aria-label={shellWords.partFailed}>
      {failure}
    </aside>
  );
}
