import type { AgentCard } from '@a2a-js/sdk';
import { HermesError } from '../contract/errors.ts';
import { actsExtensionUri } from '../contract/outside-agent.ts';
import { actMediaType, actsSchemaHash, actsSchemaVersion } from './schema.ts';

/** The A2A card of an agent of ours: gRPC (and JSON-RPC where it is served by HTTP, too), A2A 1.0, typed acts. */
export function agentCard(
  role: string,
  { address, httpUrl, anchors }: { address: string; httpUrl?: string | undefined; anchors: boolean },
): AgentCard {
  const at = (url: string, protocolBinding: string) => ({
    url,
    protocolBinding,
    tenant: '',
    protocolVersion: '1.0',
  });
  return {
    name: `hermes-${role}`,
    description: `The ${role} of Hermes.`,
    version: '1',
    supportedInterfaces:
      httpUrl === undefined ? [at(address, 'GRPC')] : [at(address, 'GRPC'), at(httpUrl, 'JSONRPC')],
    provider: undefined,
    capabilities: {
      streaming: true,
      pushNotifications: false,
      extendedAgentCard: true,
      extensions: [
        {
          uri: actsExtensionUri,
          description:
            'Reads and writes HERMES typed acts. Plain A2A text works, too: the request as JSON, or prose that holds the signature of the function.',
          required: false,
          params: { schemaVersion: actsSchemaVersion, schemaHash: actsSchemaHash, anchors },
        },
      ],
    },
    securitySchemes: {},
    securityRequirements: [],
    defaultInputModes: [actMediaType, 'application/json', 'text/plain'],
    defaultOutputModes: [actMediaType, 'application/json', 'text/plain'],
    skills: [
      {
        id: role,
        name: role,
        description: `Answers REQUEST acts that are sent to the ${role}, and plain text with the JSON of its answer.`,
        tags: ['hermes', role],
        examples: ['Return the sum of two numbers. function add(a, b)'],
        inputModes: [],
        outputModes: [],
        securityRequirements: [],
      },
    ],
    signatures: [],
  };
}

/** Whether a card declares that its agent reads and puts anchors; with one that does not everything travels inline, in arm `PM`, too. */
export function speaksAnchors(card: AgentCard): boolean {
  return typedActsOf(card)?.params?.['anchors'] === true;
}

function typedActsOf(card: AgentCard) {
  return card.capabilities?.extensions.find(({ uri }) => uri === actsExtensionUri);
}

/** Whether a card declares that its agent speaks typed acts. Throws HERMES_ACTS_SCHEMA when it names a schema that is not ours. */
export function speaksTypedActs(card: AgentCard): boolean {
  const extension = typedActsOf(card);
  if (!extension) return false;
  const declared: unknown = extension.params?.['schemaHash'];
  if (declared === undefined || declared === actsSchemaHash) return true;
  throw new HermesError('HERMES_ACTS_SCHEMA', {
    message: `the agent "${card.name}" declares schema ${JSON.stringify(declared)}, ours is ${actsSchemaHash}.`,
    fix: 'compile harness/acts/acts.proto of this Hermes version into the agent.',
  });
}
