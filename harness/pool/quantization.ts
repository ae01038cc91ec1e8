/** Kinds of machines that the table tells apart. */
export type Platform = 'cuda' | 'windows-cuda' | 'metal' | 'vulkan' | 'cpu';
/** How a model's weights are stored. */
export type WeightFormat = 'gguf' | 'bitsandbytes' | 'safetensors';

/** What the table says about a model on a platform. */
export interface QuantizationVerdict {
  verdict: 'ok' | 'experimental' | 'refused';
  reason: string;
  /** What to do instead; empty when the verdict is ok. */
  alternative: string;
}

interface Row {
  platform: Platform;
  format: WeightFormat;
  /** The row holds up to this many parameters; a larger model is refused with `reason`. */
  maxParameters?: number | undefined;
  verdict: QuantizationVerdict['verdict'];
  reason: string;
  alternative: string;
}

const remoteAdvice = 'serve it with vLLM as a remote backend, or use a GGUF conversion';
const smaller = 'use a model of at most 8 billion parameters';

/** The platform × quantization table (DESIGN.md §5), first row that matches. */
export const quantizationTable: readonly Row[] = [
  {
    platform: 'cuda',
    format: 'gguf',
    verdict: 'ok',
    reason: 'any GGUF quantization runs on CUDA',
    alternative: '',
  },
  {
    platform: 'windows-cuda',
    format: 'gguf',
    verdict: 'experimental',
    reason: 'CUDA on Windows is experimental',
    alternative: 'use Linux, or WSL, for results that count',
  },
  {
    platform: 'metal',
    format: 'gguf',
    maxParameters: 8e9,
    verdict: 'ok',
    reason: 'GGUF up to 8 billion parameters runs on Metal',
    alternative: smaller,
  },
  {
    platform: 'vulkan',
    format: 'gguf',
    verdict: 'experimental',
    reason: 'Vulkan decodes are serialised and little tried',
    alternative: 'use CUDA, Metal or CPU for results that count',
  },
  { platform: 'cpu', format: 'gguf', verdict: 'ok', reason: 'GGUF runs on any CPU', alternative: '' },
  ...(['cuda', 'windows-cuda', 'metal', 'vulkan', 'cpu'] as const).flatMap((platform) => [
    {
      platform,
      format: 'bitsandbytes',
      verdict: 'refused',
      reason: 'bitsandbytes weights cannot be read by llama.cpp',
      alternative: remoteAdvice,
    } as const,
    {
      platform,
      format: 'safetensors',
      verdict: 'refused',
      reason: 'unquantised safetensors cannot be read by llama.cpp',
      alternative: remoteAdvice,
    } as const,
  ]),
];

/** Looks a model up in the table. `parameters` is the number of weights. */
export function checkQuantization(model: {
  platform: Platform;
  format: WeightFormat;
  parameters: number;
}): QuantizationVerdict {
  const row = quantizationTable.find(
    ({ platform, format }) => platform === model.platform && format === model.format,
  );
  if (row === undefined) throw new Error(`no row for ${model.format} on ${model.platform}`);
  const { verdict, reason, alternative, maxParameters = Number.POSITIVE_INFINITY } = row;
  if (model.parameters <= maxParameters)
    return { verdict, reason, alternative: verdict === 'ok' ? '' : alternative };
  const billions = (count: number) => `${(count / 1e9).toFixed(1)} billion`;
  return {
    verdict: 'refused',
    reason: `${billions(model.parameters)} parameters are more than the ${billions(maxParameters)} allowed on ${model.platform}`,
    alternative,
  };
}
