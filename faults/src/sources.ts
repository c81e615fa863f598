import type { Source } from './source.js';
import { asana } from './sources/asana.js';
import { ec2 } from './sources/ec2.js';
import { gitHubGraphQl, gitHubRest } from './sources/github.js';
import { k8s } from './sources/k8s.js';
import { skypilot } from './sources/skypilot.js';
import { wandb } from './sources/wandb.js';

/** The columns of the matrix: every collector, GitHub's with both of its APIs. */
export const sources: readonly Source[] = [gitHubGraphQl, gitHubRest, skypilot, asana, ec2, wandb, k8s];
