// The simulator's hosted pages.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Control } from '../control/control.ts';
import type { World } from '../state/world.ts';

export interface PageNeeds {
  world: World;
  control: Control;
  controlToken: string;
  catchUp(): void;
  settle(): void;
}
export function makePages(_needs: PageNeeds): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (_request, response) => void response.writeHead(404).end();
}
