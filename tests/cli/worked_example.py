#!/usr/bin/python3
"""Does what a Markdown text tells its reader, and holds what it shows against what comes: TAP.

  worked_example.py TEXT final FOLDER             writes the last version of each file of the text into FOLDER
  worked_example.py TEXT play FOLDER WROTE IS PASSWORD
                                                  does all of it in FOLDER; WROTE stands for IS there

A block of json is a file, by the last name of one before it. A block of console holds commands and what they
print; where something is asked with hidden typing the password is typed. A remark <!-- slip FILE s/a/b/ --> makes
that slip in a file for the block that follows. Times and durations are any."""
import re
import subprocess
import sys
import tempfile

SLIP = re.compile(r'<!-- slip (\S+) s/(.*?)/(.*?)/ -->')


def events(text):
    name, slip, block, kind = None, None, [], None
    for line in text.splitlines():
        if kind and line == '```':
            yield kind, name, slip, block
            kind, slip = None, slip if kind == 'json' else None
        elif kind:
            block.append(line)
        elif line.startswith('```'):
            kind, block = line[3:], []
        else:
            name = (re.findall(r'`([^`\s]+\.json)`', line) or [name])[-1]
            slip = SLIP.search(line) or slip


def write(folder, name, text):
    with open(f'{folder}/{name}', 'w', encoding='utf-8') as file:
        file.write(text)


def alike(lines, wrote, real):
    text = '\n'.join(line.rstrip() for line in lines).strip().replace(real, wrote)
    text = re.sub(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ', 'TIME', text)
    return re.sub(r', \d+ ms$', ', SOME ms', text, flags=re.M).split('\n')


def run(folder, command, shown, password):
    with tempfile.NamedTemporaryFile('w', suffix='.dialogue') as dialogue:
        for line in shown:
            if 'typing is hidden' in line:
                dialogue.write(f'see typing is hidden\ntype {password}\n')
        dialogue.flush()
        done = subprocess.run([sys.executable, 'tests/talk.py', dialogue.name, 'bash', '-c', f'cd {folder} && {command}'],
                              capture_output=True, encoding='utf-8', check=False)
    return re.sub(r'\n\[exit \d+\]\n\[echo o.+\]\n$', '', done.stdout).split('\n') + done.stderr.splitlines()


def commands(block):
    starts = [i for i, line in enumerate(block) if line.startswith('$ ')] + [len(block)]
    return [(block[a][2:], block[a + 1:b]) for a, b in zip(starts, starts[1:])]


def play(text, folder, wrote, real, password):
    count, failed = 0, 0
    for kind, name, slip, block in events(text):
        if kind == 'json':
            write(folder, name, '\n'.join(block).replace(wrote, real) + '\n')
        if kind != 'console':
            continue
        if slip:
            whole = open(f'{folder}/{slip[1]}', encoding='utf-8').read()
            write(folder, slip[1], whole.replace(slip[2], slip[3]))
        for command, shown in commands(block):
            count += 1
            wanted = alike(shown, wrote, real)
            got = alike(run(folder, command, shown, password), wrote, real)
            failed += got != wanted
            print(f'{"ok" if got == wanted else "not ok"} {count} - {command}')
            if got != wanted:
                print(''.join(f'# wanted: {line}\n' for line in wanted) + ''.join(f'# got:    {line}\n' for line in got))
        if slip:
            write(folder, slip[1], whole)
    print(f'1..{count}')
    return failed > 0 or count == 0


def main():
    text = open(sys.argv[1], encoding='utf-8').read()
    if sys.argv[2] == 'final':
        for kind, name, _, block in events(text):
            if kind == 'json':
                write(sys.argv[3], name, '\n'.join(block) + '\n')
        return 0
    return play(text, *sys.argv[3:])


sys.exit(main())
