#!/usr/bin/env python3
"""commands.py PAYAUDIT ROOT: what README.md and docs/ tell people to type works, and their links lead somewhere.

Runs every line of a block marked `sh` in a copy of the example shop, a git repository of its own for each page, and every `$ ` line
of a block marked `console`, whose output has to be what follows (`…` alone on a line stands for any lines). The exit status has to
be 0, or what the line ends with: `# exit 1`. A block of YAML that starts with `# a/path.yaml` becomes that file. A block is not run
where `<!-- not run: WHY -->` stands above it. Of all other code that starts with `payaudit`, commands, options and formats have to
exist.
"""
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

payaudit, root = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
problems = []
ran = 0
TODAY = 1_795_536_000  # 2026-11-24: the pages name days that have to be ahead


class Block:
    def __init__(self, language, line, reason):
        self.language, self.line, self.reason, self.lines = language, line, reason, []


def blocks_of(page):
    """The fenced blocks of a page, and its other lines with their numbers."""
    blocks, prose, fence, last = [], [], None, ""
    for number, line in enumerate(page.read_text().splitlines(), 1):
        stripped = line.strip()
        mark = re.match(r"(`{3,})(\w*)$", stripped)
        if fence is None and mark:
            why = re.fullmatch(r"<!-- not run: (.+) -->", last)
            blocks.append(Block(mark[2], number + 1, why and why[1]))
            fence, indent = mark[1], len(line) - len(line.lstrip())
        elif fence is not None and stripped == fence:
            fence = None
        elif fence is not None:
            blocks[-1].lines.append(line[indent:])
        else:
            prose.append((number, line))
        last = stripped or last
    return blocks, prose


def sandbox(folder):
    shop = folder / "shop"
    shutil.copytree(root / "examples/webshop", shop)
    git(shop, "init", "-q", "-b", "main")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "shop")
    git(shop, "switch", "-q", "-c", "change")
    return shop


def environment(folder):
    kept = {"HOME": str(folder), "PATH": f"{folder}/bin:{os.environ['PATH']}", "TERM": "dumb", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": str(TODAY)}
    for who in ("AUTHOR", "COMMITTER"):
        kept |= {f"GIT_{who}_NAME": "shop", f"GIT_{who}_EMAIL": "shop@example.org"}
    return kept


def git(folder, *arguments):
    subprocess.run(["git", *arguments], cwd=folder, check=True, env=environment(folder.parent))


def expected_status(command):
    said = re.search(r"\s+# exit (\d)$", command)
    return (int(said[1]), command[: said.start()]) if said else (0, command)


def run(command, shop):
    global ran
    ran += 1
    wanted, command = expected_status(command)
    done = subprocess.run(["bash", "-c", command], cwd=shop, env=environment(shop.parent), text=True, capture_output=True)
    return (None if done.returncode == wanted else f"exit {done.returncode}, not {wanted}: {done.stderr.strip()[-400:]}"), done.stdout


def same_text(wanted, actual):
    """Whether lines are those wanted, where `…` stands for any."""
    pattern = "".join(r"(?:.*\n)*" if line.strip() == "…" else re.escape(line) + "\n" for line in wanted)
    return re.fullmatch(pattern, actual) is not None


def run_sh(block, shop, where):
    for number, command in enumerate(block.lines, block.line):
        if command.strip() and not command.startswith("#"):
            problem, _ = run(command, shop)
            if problem:
                problems.append(f"{where}:{number}: {command}\n    {problem}")


def run_console(block, shop, where):
    at = 0
    while at < len(block.lines):
        command = block.lines[at].removeprefix("$ ")
        end = at + 1
        while end < len(block.lines) and not block.lines[end].startswith("$ "):
            end += 1
        problem, output = run(command, shop)
        if problem or not same_text(block.lines[at + 1 : end], output):
            problems.append(f"{where}:{block.line + at}: {command}\n    {problem or 'prints something else:' + chr(10) + output[:2000]}")
        at = end


helps = {}


def help_of(*command):
    if command not in helps:
        done = subprocess.run([payaudit, *command, "--help"], text=True, capture_output=True)
        helps[command] = done.stdout if done.returncode == 0 else ""
    return helps[command]


def names_of(*command):
    """The subcommands that a help lists."""
    listed = help_of(*command).partition("Subcommands:")[2]
    return re.findall(r"^  (\S+)", listed, re.M)


def options_of(*command):
    return set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", help_of(*command)))


def words_of(code):
    try:
        return shlex.split(re.sub(r"[\[\]…]", " ", code), comments=True)
    except ValueError:
        return code.split()


def check_format(word, where, code):
    name = word.partition(":")[0]
    if not re.fullmatch(r"[a-z][\w-]*", name):
        return
    done = subprocess.run([payaudit, "check", "-f", f"{name}:/dev/null", "no-such-folder"], text=True, capture_output=True)
    if "is not a format" in done.stderr:
        problems.append(f"{where}: no format is called {name}: {code}")


def check_code(code, where):
    """A line of code that starts with `payaudit `: its command, options and formats exist."""
    words = words_of(re.split(r"\s[|&;>]|[|]{2}|&&", code)[0])[1:]
    command = []
    while words and words[0] in names_of(*command):
        command.append(words.pop(0))
    several = words[0].split("|") if words and "|" in words[0] else []
    if several and all(word in names_of(*command) for word in several):
        return
    if not command and words and not words[0].startswith("-"):
        problems.append(f"{where}: no command is called {words[0]}: {code}")
        return
    for at, word in enumerate(words):
        option = word.partition("=")[0]
        if option.startswith("-") and option != "-" and option not in options_of(*command):
            problems.append(f"{where}: payaudit {' '.join(command)} has no option {option}: {code}")
        if command == ["check"] and option in ("-f", "--format") and at + 1 < len(words):
            check_format(words[at + 1], where, code)


def check_prose(page, prose):
    inner = [(name, *more) for name in names_of() for more in ([], *([each] for each in names_of(name)))]
    everything = set().union(options_of(), *(options_of(*command) for command in inner))
    for number, line in prose:
        where = f"{page.relative_to(root)}:{number}"
        for code in re.findall(r"(?<!`)`([^`]+)`(?!`)", line):
            if code.startswith("payaudit "):
                check_code(code, where)
            elif re.match(r"--[a-z]", code) and code.split()[0].partition("=")[0] not in everything:
                if not re.match(r"--(git|force-with-lease|merge|deepen|unshallow|depth)", code):
                    problems.append(f"{where}: no command has the option {code}")
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)):
            check_link(page, target, where)


def anchors_of(page):
    titles = [line.lstrip("#").strip() for _, line in blocks_of(page)[1] if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def check_link(page, target, where):
    if re.match(r"[a-z]+:", target):
        return
    path, _, anchor = target.partition("#")
    other = (page.parent / path).resolve() if path else page
    if not other.exists():
        problems.append(f"{where}: the link {target} leads nowhere")
    elif anchor and anchor not in anchors_of(other):
        problems.append(f"{where}: {target} names no heading")


def check_page(page):
    blocks, prose = blocks_of(page)
    check_prose(page, prose)
    where = page.relative_to(root)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bin").mkdir()
        (Path(folder) / "bin/payaudit").symlink_to(payaudit)
        shop = None
        for block in blocks:
            for number, line in enumerate(block.lines, block.line):
                code = line.removeprefix("$ ")
                if code.startswith("payaudit "):
                    check_code(expected_status(code)[1], f"{where}:{number}")
            file = block.language == "yaml" and block.lines and re.fullmatch(r"# (\S+/\S+\.ya?ml)", block.lines[0])
            if block.reason or not (file or block.language in ("sh", "console")):
                continue
            shop = shop or sandbox(Path(folder))
            if file:
                (shop / file[1]).parent.mkdir(parents=True, exist_ok=True)
                (shop / file[1]).write_text("\n".join(block.lines) + "\n")
            elif block.language == "sh":
                run_sh(block, shop, where)
            else:
                run_console(block, shop, where)


pages = [root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").rglob("*.md"))]
for each in pages:
    if each.parent.name == "rules" and each.name != "README.md":
        continue
    check_page(each)
for problem in problems:
    print(problem)
print(f"{ran} commands run, {len(problems)} problems")
if ran < 10:
    sys.exit("too few commands were found: nothing was tested")
sys.exit(1 if problems else 0)
