import { buildSchema, GraphQLError, type GraphQLScalarType, type GraphQLSchema, isScalarType } from 'graphql';
import type { WandbOptions } from '../world.js';

type Generation = NonNullable<WandbOptions['generation']>;

/** The part of W&B's schema that its client and ours read; an old server lacks what came later. */
export function wandbSchema(generation: Generation): GraphQLSchema {
  const schema = buildSchema(sdl(generation === 'current'));
  const texts = scalar(schema, 'JSONString');
  texts.parseValue = jsonText;
  texts.parseLiteral = (node) => jsonText('value' in node ? node.value : undefined);
  return schema;
}

function scalar(schema: GraphQLSchema, name: string): GraphQLScalarType {
  const type = schema.getType(name);
  if (!isScalarType(type)) throw new Error(`the schema has no scalar ${name}`);
  return type;
}

/** A JSONString is a text of JSON, never an object. */
function jsonText(value: unknown): unknown {
  if (typeof value !== 'string') throw new GraphQLError('JSONString cannot represent a non string value');
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw new GraphQLError('JSONString cannot represent a text that is no JSON', {
      originalError: Error('', { cause }),
    });
  }
}

const sdl = (isCurrent: boolean) => `
scalar JSON
scalar JSONString
scalar DateTime
scalar Int64

type Query {
  viewer: User
  serverInfo: ServerInfo
  entity(name: String): Entity
  project(name: String, entityName: String): Project
  models(entityName: String, after: String, first: Int): ProjectConnection
}

type PageInfo { endCursor: String hasNextPage: Boolean! }
type ServerInfo {
  cliVersionInfo: JSON
  latestLocalVersionInfo: LocalVersionInfo
  ${isCurrent ? 'features: [ServerFeature!]' : ''}
}
type LocalVersionInfo { versionOnThisInstanceString: String }
type ServerFeature { name: String! isEnabled: Boolean! }
type Entity { id: ID! name: String! }

type User {
  id: ID!
  name: String
  username: String
  email: String
  admin: Boolean
  flags: JSONString
  entity: String
  deletedAt: DateTime
  apiKeys: ApiKeyConnection
  teams: EntityConnection
}
type ApiKeyConnection { edges: [ApiKeyEdge!]! }
type ApiKeyEdge { node: ApiKey }
type ApiKey { id: ID! name: String description: String }
type EntityConnection { edges: [EntityEdge!]! }
type EntityEdge { node: Entity }

type ProjectConnection { edges: [ProjectEdge!]! pageInfo: PageInfo! }
type ProjectEdge { cursor: String! node: Project }
type Project {
  id: ID!
  ${isCurrent ? 'internalId: ID!' : ''}
  name: String!
  entityName: String!
  createdAt: DateTime!
  isBenchmark: Boolean!
  readOnly: Boolean
  user: User
  run(name: String!): Run
  runCount(filters: JSONString): Int!
  runs(filters: JSONString, order: String, first: Int, after: String): RunConnection
}

type RunConnection { edges: [RunEdge!]! pageInfo: PageInfo! totalCount: Int! }
type RunEdge { cursor: String! node: Run! }
type Run {
  id: ID!
  name: String!
  displayName: String
  tags: [String!]
  sweepName: String
  state: String
  group: String
  jobType: String
  commit: String
  readOnly: Boolean
  createdAt: DateTime!
  heartbeatAt: DateTime
  description: String
  notes: String
  projectId: Int
  user: User
  historyLineCount: Int
  historyKeys: JSON
  config${keys(isCurrent)}: JSONString
  summaryMetrics${keys(isCurrent)}: JSONString
  systemMetrics: JSONString
  ${isCurrent ? 'runInfo: RunInfo' : ''}
  history(minStep: Int64, maxStep: Int64, samples: Int): [String!]
  events(samples: Int): [String!]
  sampledHistory(specs: [JSONString!]!): [JSON]
  parquetHistory(liveKeys: [String!]!): ParquetHistory
  fileCount: Int
  files(names: [String], first: Int, after: String): FileConnection
}
type RunInfo { gpu: String gpuCount: Int cpuCount: Int host: String }
type ParquetHistory { parquetUrls: [String!]! liveData: [JSON!]! }
type FileConnection { edges: [FileEdge!]! pageInfo: PageInfo! }
type FileEdge { cursor: String node: File }
type File { id: ID! name: String }
`;

const keys = (isCurrent: boolean) => (isCurrent ? '(keys: [String!])' : '');
