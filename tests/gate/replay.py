#!/usr/bin/env python3
"""Replays consecutive commits of a repository as pull requests.

    tests/gate/replay.py PAYAUDIT REPOSITORY [COMMITS]

For each commit and its predecessor, in the order of first parents: both trees are checked out and audited in full
without a base, and the later one with `--base`. What the comparison calls new has to be new by the fingerprints of
both full reports too, and all that it reports has to be what the full report has. What is told as there before but not
as bad ("the base has …": another secret, a longer list, a worse number) has one fingerprint in both, and is counted by
itself. Fingerprints that only a full comparison calls new, because code moved or was renamed, are counted as churn.
What a file had or got where a commit moved it to a place in which less is judged is only in the comparison, and counted
as moved. Prints what differs, then one line of figures; fails if anything differs. REPOSITORY is cloned, and not
written to; its objects have to be there.
"""
import json
import os
import subprocess
import sys
import tempfile

OWN = {"evidence-lost", "settings-widened"}  # of the comparison itself


def identities(report):
    """Open violations by the fingerprints of all that they stand for."""
    found = {}
    for finding in report["findings"]:
        if finding["verdict"] != "violation" or "suppression" in finding or finding["rule"] in OWN:
            continue
        for fingerprint in finding.get("identities", [finding["fingerprint"]]):
            found[fingerprint] = finding
    return found


def is_moved(finding):
    return any(step["text"].startswith("judged as in ") for step in finding.get("steps", []))


def spot(finding):
    place = finding.get("place", {})
    return f"{finding['rule']} {place.get('path', '')}:{place.get('line', '')}"


def main():
    binary, repository = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    commits = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    with tempfile.TemporaryDirectory() as tree:
        def run(*command):
            return subprocess.run(command, cwd=tree, capture_output=True, text=True)

        def audit(*options):
            done = run(binary, "check", "-q", "-f", "json", "--as-of", "2026-11-29", "--fail-on", "none", *options, ".")
            if not done.stdout:
                sys.exit(f"{binary} failed: {done.stderr}")
            return json.loads(done.stdout)

        run("git", "clone", "-q", "--shared", "--no-checkout", repository, ".").check_returncode()
        revisions = run("git", "rev-list", "--first-parent", "-n", str(commits + 1), "HEAD").stdout.split()[::-1]
        names = ("commits", "findings", "new", "gone", "worse", "churn", "lost", "moved", "wrong", "skipped")
        figures = dict.fromkeys(names, 0)
        former = None
        for i, revision in enumerate(revisions):
            checked_out = run("git", "checkout", "-q", "-f", revision).returncode == 0
            run("git", "clean", "-qfdx")
            if not checked_out:
                former = None
                figures["skipped"] += 1
                continue
            full = identities(audit())
            if former is not None:
                report = audit("--base", revisions[i - 1])
                compared = identities(report)
                moved = {each for each in set(compared) - set(full) if is_moved(compared[each])}
                compared = {each: finding for each, finding in compared.items() if each not in moved}
                new = {each for each, finding in compared.items() if finding.get("novelty") == "new"}
                worse = {each for each in new if compared[each].get("because", "").startswith("the base has")}
                differs = [spot((compared | full)[each]) for each in set(compared) ^ set(full)]
                wrong = [spot(compared[each]) for each in new - worse - (set(full) - set(former))]
                churn = (set(full) - set(former)) - new
                unbalanced = len(churn) > len(set(former) - set(full))
                for what, texts in (("differs", differs), ("new, and in both reports", wrong),
                                    ("more churn than is gone", [revision] if unbalanced else [])):
                    for text in texts:
                        print(f"{revision[:9]} {what}: {text}")
                    figures["wrong"] += len(texts)
                figures["commits"] += 1
                figures["findings"] += len(full)
                figures["new"] += len(new)
                figures["worse"] += len(worse)
                figures["gone"] += len(report["comparison"]["gone"])
                figures["churn"] += len(churn)
                figures["moved"] += len(moved)
                figures["lost"] += sum(finding["rule"] == "evidence-lost" for finding in report["findings"])
            former = full
    share = 100 * figures["churn"] / max(1, figures["findings"])
    print(", ".join(f"{count} {name}" for name, count in figures.items()) + f", {share:.3f} % churn")
    sys.exit(1 if figures["wrong"] else 0)


if __name__ == "__main__":
    main()
