import { lazyPart } from "../shell/lazy-part.tsx";
import { loadLaterParts } from "../shell/load-later-parts.ts";
import { closeCreate, createRequest } from "./create.ts";

const CreateTicket = lazyPart(() => loadLaterParts().then((parts) => parts.CreateTicket));

/** The app has one. */
export function CreateDialog() {
  const open = createRequest.value;
  return open ? <CreateTicket {...open} close={closeCreate} /> : null;
}
