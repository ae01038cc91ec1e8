const maxRequest = 1_048_576;
const partNames = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;

/** Answers a realm's URL question, JSON in and JSON out: `["parse", input, base?]` or `["set", href, part, value]`; '' for an invalid URL. Never throws. */
export function answerUrl(request: unknown): string {
  if (typeof request !== 'string' || request.length > maxRequest) return '';
  try {
    const [operation, input, third, fourth] = JSON.parse(request) as string[];
    if (operation === 'set') return setPart(String(input), String(third), String(fourth));
    const url = URL.parse(String(input), third);
    return url === null ? '' : partsOf(url);
  } catch {
    return '';
  }
}

function setPart(href: string, name: string, value: string): string {
  const part = partNames.find((known) => known === name && known !== 'origin');
  if (part === undefined || part === 'origin') return '';
  const url = new URL(href);
  url[part] = value;
  return partsOf(url);
}

function partsOf(url: URL): string {
  return JSON.stringify(Object.fromEntries(partNames.map((name) => [name, url[name]])));
}
