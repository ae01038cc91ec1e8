import type ivm from 'isolated-vm';
import { serve } from '../isolate/serve.ts';
import { dropPermissions } from './drop-permissions.ts';

/** Entry of the confined process: `entry.cjs ADDON`; our code for isolates was put into this file when it was bundled. */
declare const HERMES_REALM_TEXT: string;

const [, entryPath, addonPath] = process.argv as [string, string, string];
const addon = { exports: {} as { ivm: typeof ivm } };
process.dlopen(addon, addonPath);
serve(addon.exports.ivm, HERMES_REALM_TEXT, dropPermissions([entryPath, addonPath]));
