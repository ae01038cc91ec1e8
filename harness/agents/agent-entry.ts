import { AgentInit } from './agent-init.ts';
import { serveRole } from './serve-role.ts';

const agent = await serveRole(AgentInit.parse(JSON.parse(process.argv[2] ?? '')));
process.on('SIGINT', () => undefined);
process.once('disconnect', () => process.exit(0));
process.send?.({ type: 'ready', address: agent.address });
