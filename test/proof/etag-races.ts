import { startApi } from "../support/api.ts";
import { givenTicket, givenWorld } from "../support/given.ts";

export interface EtagRaces {
  rounds: number;
  /** Rounds that exactly one of the two writers won. */
  won: number;
  /** Responses with 412. */
  refused: number;
  /** Rounds after which a field was not what its winner wrote, or the version had not risen by one. */
  lost: number;
}

/** Two writers change different fields with the same ETag, round after round. */
export async function proveEtagRaces({ rounds }: { rounds: number }): Promise<EtagRaces> {
  const api = await startApi();
  const result: EtagRaces = { rounds, won: 0, refused: 0, lost: 0 };
  try {
    const world = await givenWorld(api);
    let ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    for (let round = 0; round < rounds; round += 1) {
      const ifMatch = { "if-match": `"${ticket.version}"` };
      const [title, external_id] = [`title ${round}`, `external ${round}`];
      const [byTitle, byExternalId] = await Promise.all([
        api.patch(world.member, path, { title }, ifMatch),
        api.patch(world.admin, path, { external_id }, ifMatch),
      ]);
      const statuses = [byTitle.status, byExternalId.status];
      if (statuses.filter((status) => status === 200).length === 1) result.won += 1;
      result.refused += statuses.filter((status) => status === 412).length;

      const wanted = {
        title: byTitle.status === 200 ? title : ticket.title,
        external_id: byExternalId.status === 200 ? external_id : ticket.external_id,
        version: ticket.version + 1,
      };
      ticket = (await api.get(world.viewer, path)).body;
      const isKept = Object.entries(wanted).every(
        ([field, value]) => ticket[field as keyof typeof wanted] === value,
      );
      if (!isKept) result.lost += 1;
    }
    return result;
  } finally {
    await api.close();
  }
}
