#!/usr/bin/env python3
"""Records what the real systemd does with the cases of cases.txt: record.py ORACLE_FOLDER [NAME...] > log

Each case is a paragraph: a name with the job mode (isolate, or replace: no AllowIsolate=), then one line for each unit,
`UNIT: Directive=value...; Directive=value...`. Units of one case lie in a folder of their own; all have DefaultDependencies=no unless
the case says `default`. load.mjs of the oracle is run with the seeds 0 to N-1 (N from the environment, SEEDS) in batches, from a copy that starts
at a given seed (load.mjs itself always starts at 0); the outcomes are counted by the set of victims and the set of jobs."""
import collections, json, os, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SEEDS, BATCH = int(os.environ.get('SEEDS', '5000')), 500
KINDS = ['Requires', 'Requisite', 'Wants', 'BindsTo', 'Upholds', 'Conflicts', 'Before', 'After', 'RequiredBy', 'RequisiteOf', 'WantedBy',
         'BoundBy', 'UpheldBy', 'ConflictedBy', 'PartOf', 'ConsistsOf', 'Triggers', 'TriggeredBy', 'PropagatesStopTo']

def cases():
    for paragraph in open(os.path.join(HERE, 'cases.txt')).read().split('\n\n'):
        lines = [l for l in paragraph.strip().split('\n') if l and not l.startswith('#')]
        if lines:
            head, *units = lines
            name, *words = head.split()
            yield name, words, [u.split(': ', 1) for u in units]

def write(folder, words, units):
    for name, rest in units:
        if rest.startswith('!'):
            continue
        text = '[Unit]\n'
        if 'default' not in words:
            text += 'DefaultDependencies=no\n'
        if name == 'goal.target' and 'isolate' in words:
            text += 'AllowIsolate=yes\n'
        text += ''.join(part.strip() + '\n' for part in rest.split(';') if part.strip())
        if name.endswith('.service'):
            text += '[Service]\nExecStart=/bin/true\n'
        open(os.path.join(folder, name), 'w').write(text)

def copy_with_first_seed(oracle, folder):
    copy = shutil.copytree(oracle, os.path.join(folder, 'oracle'), symlinks=True)
    script = os.path.join(copy, 'load.mjs')
    text = open(script).read()
    changed = text.replace('(_, i) => i)', '(_, i) => i + Number(process.env.FIRST ?? 0))')
    if changed == text and 'FIRST' not in text:
        sys.exit(f'{script}: the line that numbers the seeds is not the known one')
    open(script, 'w').write(changed)
    return copy

def main():
    with tempfile.TemporaryDirectory() as folder:
        record_all(copy_with_first_seed(sys.argv[1], folder), sys.argv[2:])

def record_all(oracle, only):
    for name, words, units in cases():
        if only and name not in only:
            continue
        counts, chains, version, first = collections.Counter(), {}, None, None
        with tempfile.TemporaryDirectory() as folder:
            write(folder, words, units)
            for start in range(0, SEEDS, BATCH):
                out = subprocess.run(['node', os.path.join(oracle, 'load.mjs'), '--unit-path', f'{folder}:{os.path.join(oracle, "stubs")}',
                    '--unit', 'goal.target', '--seeds', str(min(BATCH, SEEDS - start))], capture_output=True, text=True, check=True,
                    env={**os.environ, 'FIRST': str(start)}).stdout
                d = json.loads(out)
                first = first or d
                if not d['ok']:
                    counts[json.dumps(['refused', d['error']])] += min(BATCH, SEEDS - start)
                    continue
                for o in d['outcomes']:
                    key = json.dumps([sorted({v['unit'] for v in o['deleted']}), sorted(j['unit'] + '/' + j['type'] for j in o['jobs'])])
                    counts[key] += o['count']
        record = {
            'command': f'load.mjs --unit-path CASE:STUBS --unit goal.target --seeds {SEEDS}', 'systemd': first['systemd'],
            'isolate': 'isolate' in words, 'seeds': SEEDS,
            'outcomes': [{'count': n, **dict(zip(('refused', 'error') if json.loads(k)[0] == 'refused' else ('deleted', 'jobs'), json.loads(k)))}
                         for k, n in counts.most_common()],
            'units': {u: {'loadState': v['loadState'], 'perpetual': v['perpetual'],
                          'deps': {k: [{'unit': e['unit'], 'origin': e['origin']} for e in es] for k, es in v['deps'].items() if k in KINDS}}
                      for u, v in first['units'].items()},
        }
        json.dump(record, open(os.path.join(HERE, name + '.json'), 'w'), indent=None, separators=(',', ':'), sort_keys=True)
        print(name, SEEDS, len(record['outcomes']), [o['count'] for o in record['outcomes']], flush=True)

main()
