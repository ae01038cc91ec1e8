import { readFileSync } from 'node:fs';
import type ivm from 'isolated-vm';
import { serve } from './serve.ts';
import { dropPermissions } from './drop-permissions.ts';

/** Entry of the confined process: `confined.cjs ADDON REALM`. It may read these three files until it is ready, and nothing afterwards. */
const [, entryPath, addonPath, realmPath] = process.argv as [string, string, string, string];
const addon = { exports: {} as { ivm: typeof ivm } };
process.dlopen(addon, addonPath);
const realmText = readFileSync(realmPath, 'utf8');
serve(addon.exports.ivm, realmText, dropPermissions([entryPath, addonPath, realmPath]));
