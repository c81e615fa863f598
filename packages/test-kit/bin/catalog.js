#!/usr/bin/env node
import { writeCatalog } from '../dist/write-catalog.js';

await writeCatalog(process.cwd());
