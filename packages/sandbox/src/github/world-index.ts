import { RepositoryIndex } from './repository-index.js';
import { RepositoryView } from './view.js';
import type { GitHubWorld } from './world.js';

const FIRST_OWNER_ID = 9_000_001;

/** Finds repositories and shows them as of a moment. */
export class WorldIndex {
  readonly repositories: readonly RepositoryIndex[];
  readonly #byName = new Map<string, RepositoryIndex>();
  readonly #byFormerName = new Map<string, RepositoryIndex>();
  readonly #byId = new Map<number, RepositoryIndex>();
  readonly #views = new Map<RepositoryIndex, RepositoryView>();

  constructor(world: GitHubWorld) {
    const users = new Map(world.users.map(({ login, id }) => [login.toLowerCase(), id]));
    const owners = [...new Set(world.repositories.map(({ owner }) => owner.toLowerCase()))];
    this.repositories = world.repositories.map((repository) => {
      const owner = repository.owner.toLowerCase();
      const userId = users.get(owner);
      const id = userId ?? FIRST_OWNER_ID + owners.indexOf(owner);
      return new RepositoryIndex(repository, { id, isUser: userId !== undefined });
    });
    for (const repository of this.repositories) {
      this.#byName.set(repository.fullName.toLowerCase(), repository);
      this.#byId.set(repository.world.id, repository);
      for (const former of repository.world.formerNames ?? []) this.#byFormerName.set(former.toLowerCase(), repository);
    }
  }

  named(owner: string, name: string): RepositoryIndex | undefined {
    return this.#byName.get(`${owner}/${name}`.toLowerCase());
  }

  /** The repository that once bore the name. */
  formerly(owner: string, name: string): RepositoryIndex | undefined {
    return this.#byFormerName.get(`${owner}/${name}`.toLowerCase());
  }

  numbered(id: number): RepositoryIndex | undefined {
    return this.#byId.get(id);
  }

  ownedBy(login: string): readonly RepositoryIndex[] {
    return this.repositories.filter(({ world }) => world.owner.toLowerCase() === login.toLowerCase());
  }

  /** One view a second: GitHub's times have whole seconds. */
  view(repository: RepositoryIndex, now: Date): RepositoryView {
    const second = new Date(Math.floor(now.getTime() / 1000) * 1000);
    const known = this.#views.get(repository);
    if (known?.now.getTime() === second.getTime()) return known;
    const view = new RepositoryView(repository, second);
    this.#views.set(repository, view);
    return view;
  }
}
