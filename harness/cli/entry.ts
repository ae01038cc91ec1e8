// Before anything that takes time: a signal is obeyed from the first moment on.
const interrupted = () => process.exit(130);
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
for (const signal of signals) process.on(signal, interrupted);

const { main } = await import('./main.ts');
const ended = main(process.argv.slice(2));
for (const signal of signals) process.off(signal, interrupted);
process.exitCode = await ended;

export {};
