import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { API_VERSION } from '@metta-dd/core';
import { type Catalog, catalogOf } from '@metta-dd/core/runtime';
import { readCollectorPackage } from './collector-package.js';

/** Writes the catalog file of the built collector package in `folder`. */
export async function writeCatalog(folder: string): Promise<Catalog> {
  const { catalog: file, manifests } = await readCollectorPackage(folder);
  const catalog: Catalog = { apiVersion: API_VERSION, collectors: manifests.map(catalogOf) };
  await writeFile(join(folder, file), `${JSON.stringify(catalog, undefined, 2)}\n`);
  return catalog;
}
