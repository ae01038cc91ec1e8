import type { AgentCard } from '@a2a-js/sdk';
import { actMediaType, actsExtensionUri, actsSchemaHash, actsSchemaVersion } from './schema.ts';

/** The A2A card of an agent of ours: gRPC, A2A 1.0, typed acts. */
export function agentCard(role: string, address: string): AgentCard {
  return {
    name: `hermes-${role}`,
    description: `The ${role} of Hermes.`,
    version: '1',
    supportedInterfaces: [{ url: address, protocolBinding: 'GRPC', tenant: '', protocolVersion: '1.0' }],
    provider: undefined,
    capabilities: {
      streaming: false,
      pushNotifications: false,
      extendedAgentCard: true,
      extensions: [
        {
          uri: actsExtensionUri,
          description: 'Reads and writes HERMES typed acts; plain A2A text works, too.',
          required: false,
          params: { schemaVersion: actsSchemaVersion, schemaHash: actsSchemaHash },
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
        description: `Answers REQUEST acts that are sent to the ${role}.`,
        tags: ['hermes', role],
        examples: [],
        inputModes: [],
        outputModes: [],
        securityRequirements: [],
      },
    ],
    signatures: [],
  };
}

/** Whether a card declares that its agent speaks typed acts. */
export function speaksTypedActs(card: AgentCard): boolean {
  return card.capabilities?.extensions.some(({ uri }) => uri === actsExtensionUri) ?? false;
}
