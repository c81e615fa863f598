/** An object as the Kubernetes API serves it; of its content only what is looked up is typed. */
export interface ApiObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** What a cluster holds. */
export interface KubernetesWorld {
  readonly pods: readonly ApiObject[];
  readonly nodes: readonly ApiObject[];
  readonly deployments: readonly ApiObject[];
  /** What metrics-server knows; pods may be missing. */
  readonly podMetrics: readonly ApiObject[];
  readonly nodeMetrics: readonly ApiObject[];
}

/** How the API server behaves. */
export interface KubernetesOptions {
  /** The bearer token it takes; any caller is let in when absent. */
  readonly token?: string;
  /** Whom it takes the caller for. */
  readonly user?: string;
  /** What the caller may not list: `pods`, `deployments.apps`, `pods.metrics.k8s.io`. */
  readonly forbidden?: readonly string[];
  /** The metrics API is there, was never installed (404), or is registered and down (503 in plain text). */
  readonly metrics?: 'available' | 'missing' | 'unavailable';
  /** How many continue tokens have expired when they come; each is answered by 410 with a token to go on with. */
  readonly expiredTokens?: number;
  /** Every list has an empty page with a continue token after its first page. */
  readonly emptyPages?: boolean;
}
