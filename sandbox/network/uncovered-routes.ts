/** A way out that the seal does not stop, by the name that docs/hermeticity.md and `hermes doctor` use for it. */
export interface UncoveredRoute {
  name: string;
  /** Levels at which it is open. */
  levels: ('kernel' | 'process')[];
  /** What it is and who could use it, in one sentence. */
  what: string;
}

/** Every route that stays open, by level. The egress test fails when another one gets through; the docs must name each. */
export const uncoveredRoutes: readonly UncoveredRoute[] = [
  {
    name: 'native-child',
    levels: ['process'],
    what: 'A program that is not Node, or a Node started by one with an emptied environment, in roles that may start children (launcher, run-host, model-worker).',
  },
  {
    name: 'native-addon',
    levels: ['process'],
    what: 'Native code inside the process: a .node addon or a shared library, in every role but agent.',
  },
  {
    name: 'late-unix-socket',
    levels: ['kernel', 'process'],
    what: 'A path-named Unix socket that was made after the process started or lies in an unusual folder, reached by native code; JavaScript is refused.',
  },
  {
    name: 'vsock',
    levels: ['kernel', 'process'],
    what: 'A socket to the hypervisor (AF_VSOCK), which no network namespace holds, made by native code; JavaScript has no such sockets.',
  },
];
