// Runs one of the project's TypeScript programs, after doing whatever the machine still lacks: a Node that
// strips types, pnpm, the locked dependencies and, where we are root on Debian, the system's packages.
// Plain JavaScript for any Node from 18 on, because it is the first thing that runs on a new machine.
// Everything it says goes to standard error: standard output belongs to the program.
//
//   node tools/with-node.mjs [--for-tests] PROGRAM.ts [ARGUMENT…]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NODE_VERSION = '24.21.0';
const PNPM_VERSION = '12.21.0';
const OLDEST_NODE = [22, 18];
// A native add-on needs the reader library's headers to build; the rest runs without them.
const PACKAGES_TO_BUILD = [
  ['/usr/include/PCSC/winscard.h', 'libpcsclite-dev'],
  ['/usr/bin/make', 'make'],
  ['/usr/bin/g++', 'g++'],
  ['/usr/bin/python3', 'python3'],
];
const PACKAGES_TO_RUN = [['/usr/sbin/pcscd', 'pcscd']];
// vpcd gives pcscd real readers without hardware; pdftoppm and pdfinfo look at the printed faces; the cashier's
// screen runs in a browser, systemd reads the service files, and strace kills a counter at a system call.
const PACKAGES_TO_TEST = [
  ['/usr/lib/pcsc/drivers/serial/libifdvpcd.so', 'vsmartcard-vpcd'],
  ['/usr/bin/pdftoppm', 'poppler-utils'],
  ['/usr/bin/age', 'age'],
  ['/usr/bin/openssl', 'openssl'],
  ['/usr/bin/strace', 'strace'],
  ['/usr/bin/chromium', 'chromium'],
  ['/usr/bin/systemd-analyze', 'systemd'],
];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolsFolder = join(root, '.tools');
const args = process.argv.slice(2);
const forTests = args[0] === '--for-tests';
if (forTests) args.shift();
const [program, ...programArgs] = args;
if (!program) fail('usage: node tools/with-node.mjs [--for-tests] PROGRAM.ts [ARGUMENT…]');

installSystemPackages();
const node = nodeToUse();
installDependencies(node);
await runProgram(node);

function installSystemPackages() {
  const wanted = [...PACKAGES_TO_BUILD, ...PACKAGES_TO_RUN, ...(forTests ? PACKAGES_TO_TEST : [])];
  const missing = wanted.filter(([path]) => !existsSync(path)).map(([, name]) => name);
  if (missing.length === 0 || process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid() !== 0) {
    // Said once per set of missing packages, not before every command.
    const noted = join(toolsFolder, 'system-packages-noted');
    if (!forTests && existsSync(noted) && readFileSync(noted, 'utf8') === command) return;
    say(`for real readers${forTests ? ' and all tests' : ''} this machine still needs:  sudo ${command}`);
    try {
      mkdirSync(toolsFolder, { recursive: true });
      writeFileSync(noted, command);
    } catch {
      // A service may not write to the program's folder; then it is said at every start.
    }
    return;
  }
  const tried = join(toolsFolder, 'system-packages-tried');
  if (!forTests && existsSync(tried) && readFileSync(tried, 'utf8') === command) return;
  say(`installing Debian packages: ${missing.join(' ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  runLogged('apt-get', ['update', '-q'], environment);
  const ok = runLogged('apt-get', command.split(' ').slice(1), environment);
  mkdirSync(toolsFolder, { recursive: true });
  writeFileSync(tried, command);
  if (!ok) say(`could not install them; real readers may not work. By hand:  ${command}`);
}

/** The Node that runs everything: this one when it strips types, else one from the npm registry. */
function nodeToUse() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]))
    return process.execPath;
  // The platform's own package is named, because the package "node" fetches it in an install script,
  // and npm no longer runs those unasked.
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const path = join(toolsFolder, 'node_modules', name, 'bin', 'node');
  ensureTool(path, name, NODE_VERSION);
  return path;
}

function installDependencies(nodePath) {
  const version = nodePath === process.execPath ? process.version : `v${NODE_VERSION}`;
  const stampPath = join(root, 'node_modules', '.kartukita-installed');
  const stamp = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) {
    if (existsSync(join(root, file))) stamp.update(readFileSync(join(root, file)));
  }
  for (const name of ['card-core', 'issuer-cli', 'terminal']) {
    stamp.update(readFileSync(join(root, 'packages', name, 'package.json')));
  }
  // With the headers newly there, the reader's add-on deserves a second attempt.
  const headersThere = existsSync(PACKAGES_TO_BUILD[0][0]);
  const wanted = `${stamp.digest('hex')} ${version} ${headersThere}`;
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === wanted) return;

  const pnpm = join(toolsFolder, 'node_modules', '.bin', process.platform === 'win32' ? 'pnpm.cmd' : 'pnpm');
  ensureTool(pnpm, 'pnpm', PNPM_VERSION);
  say('installing dependencies from the lockfile (half a minute or so)');
  const nodeRoot = dirname(dirname(nodePath));
  const environment = {
    ...process.env,
    CI: 'true', // never ask
    PATH: [dirname(nodePath), process.env.PATH].join(delimiter),
    ...(existsSync(join(nodeRoot, 'include', 'node', 'node.h')) ? { npm_config_nodedir: nodeRoot } : {}),
  };
  const frozen = process.env.KARTUKITA_UPDATE_LOCKFILE ? '--no-frozen-lockfile' : '--frozen-lockfile';
  if (!runLogged(pnpm, ['install', frozen], environment)) fail('pnpm install failed; see the lines above');
  writeFileSync(stampPath, wanted);
}

/** Brings a package of an exact version into the tools folder, unless it is there. */
function ensureTool(path, name, version) {
  const manifest = join(toolsFolder, 'node_modules', name, 'package.json');
  if (existsSync(path) && existsSync(manifest)) {
    if (JSON.parse(readFileSync(manifest, 'utf8')).version === version) return;
  }
  const spec = `${name}@${version}`;
  say(`fetching ${spec} from the npm registry`);
  mkdirSync(toolsFolder, { recursive: true });
  const npmArgs = ['install', '--prefix', toolsFolder, '--no-audit', '--no-fund', '--loglevel=error', spec];
  if (!runLogged('npm', npmArgs, process.env) || !existsSync(path)) fail(`could not fetch ${spec}`);
}

async function runProgram(nodePath) {
  const programPath = resolve(root, program);
  // Stripping types and compiling is half of a command's start: what was done once is kept.
  const compileCache = process.env.NODE_COMPILE_CACHE || join(toolsFolder, 'compile-cache');
  if (nodePath === process.execPath) {
    nodeModule.enableCompileCache?.(compileCache);
    process.argv = [process.argv[0], programPath, ...programArgs];
    await import(pathToFileURL(programPath).href);
    return;
  }
  const environment = {
    ...process.env,
    NODE_COMPILE_CACHE: compileCache,
    PATH: [dirname(nodePath), process.env.PATH].join(delimiter),
  };
  const child = spawn(nodePath, [programPath, ...programArgs], { stdio: 'inherit', env: environment });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}

/** What an installation says goes to a log; a person sees it only when it fails. */
function runLogged(command, commandArgs, environment) {
  mkdirSync(toolsFolder, { recursive: true });
  const log = join(toolsFolder, 'install.log');
  const output = openSync(log, 'w');
  const options = {
    cwd: root,
    env: environment,
    stdio: ['ignore', output, output],
    shell: process.platform === 'win32',
  };
  const ok = spawnSync(command, commandArgs, options).status === 0;
  closeSync(output);
  if (!ok) process.stderr.write(readFileSync(log, 'utf8').split('\n').slice(-60).join('\n'));
  return ok;
}

function say(text) {
  process.stderr.write(`kartukita: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
