/** The operator as the bot of one of several workspaces asks it: channels and the people of its audit lines are told with the workspace. */
import { qualifyChannel } from '../api/configuration.ts';
import type { OperatorApi } from './api.ts';

export function inWorkspace(api: OperatorApi, workspace: string): OperatorApi {
  if (workspace === '') return api;
  const named = (text: string): string => (text === '' ? text : qualifyChannel(workspace, text).slice(0, 100));
  return {
    ...api,
    writeAudit: (entry) => api.writeAudit({ ...entry, user: named(entry.user), channel: named(entry.channel) }),
    change(body) {
      const { change } = body;
      if (!('to' in change)) return api.change(body);
      const to = { id: qualifyChannel(workspace, change.to.id), name: qualifyChannel(workspace, change.to.name) };
      return api.change({ ...body, change: { ...change, to } });
    },
  };
}
