#!/usr/bin/env python3
"""steps_test.py PAYAUDIT ROOT: the shell steps of the recipes, run as their build servers run them, on a small repository whose main
branch has an old violation: a change that breaks nothing passes, one that breaks something fails, a clone that is too shallow is
completed, and where there is no base, or no payaudit, the step fails."""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import yaml
from platforms import Step, action, all_steps

PAYAUDIT, ROOT = Path(sys.argv.pop(1)).resolve(), Path(sys.argv.pop(1)).resolve()
OLD = 'resource "aws_db_instance" "old" {\n  engine              = "postgres"\n  publicly_accessible = true\n}\n'
NEW = OLD.replace('"old"', '"new"')
CURL = '#!/bin/sh\nprintf "%s\\n" "$*" >>"$SENT"\ncat >>"$SENT"\n'


def words_of_tables(page):
    return re.findall(r"^\| `([\w-]+)` \|", (ROOT / f"docs/gate/{page}.md").read_text(), re.M)


def shown(done):
    """The files whose findings are printed, each in full."""
    return {one or two or three for one, two, three in re.findall(r"--> (\S+?):\d|\bfile=([^,:]+)|sourcepath=([^;]+)", done.stdout)}


class Steps(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.home = Path(self.folder.name)
        self.tools = self.home / "bin"
        self.tools.mkdir()
        (self.tools / "payaudit").symlink_to(PAYAUDIT)
        self.origin = self.home / "origin"
        self.git(self.home, "init", "-q", "-b", "main", "origin")
        for name, text in (("main.tf", OLD), ("other.tf", "# 1\n"), ("other.tf", "# 2\n"), ("other.tf", "# 3\n")):
            self.commit(name, text)

    def environment(self, **more):
        kept = {"HOME": str(self.home), "PATH": f"{self.tools}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "RUNNER_TEMP": str(self.home)}
        for who in ("AUTHOR", "COMMITTER"):
            kept |= {f"GIT_{who}_NAME": "shop", f"GIT_{who}_EMAIL": "shop@example.org"}
        for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "SENT"):
            kept[name] = str(self.home / name)
        return kept | more

    def git(self, folder, *arguments):
        done = subprocess.run(["git", *arguments], cwd=folder, check=True, env=self.environment(), text=True, capture_output=True)
        return done.stdout.strip()

    def commit(self, name, text):
        (self.origin / name).parent.mkdir(parents=True, exist_ok=True)
        (self.origin / name).write_text(text)
        self.git(self.origin, "add", "-A")
        self.git(self.origin, "commit", "-qm", name)

    def change(self, name, text):
        """A branch with one commit, which main goes on beside."""
        self.git(self.origin, "switch", "-q", "-c", "change")
        self.commit(name, text)
        self.git(self.origin, "switch", "-q", "main")
        self.commit("beside.tf", NEW.replace('"new"', '"beside"'))

    def clone(self, branch="change", *how):
        self.git(self.home, "clone", "-q", "--branch", branch, *how, f"file://{self.origin}", "clone")
        return self.home / "clone"

    def run_step(self, step: Step, clone, variables, **more):
        variables = dict(variables)
        if variables.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"):
            variables["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = self.git(self.origin, "merge-base", "main", "change")
        script = self.home / "step.sh"
        script.write_text(step.script)
        environment = self.environment(**step.variables, **variables, **more)
        done = subprocess.run([*step.shell, script], cwd=clone, env=environment, text=True, capture_output=True)
        done.stderr = f"{step.name}: {done.stderr}"
        return done

    def each(self, *clone_options):
        for name, step in all_steps(ROOT).items():
            subprocess.run(["rm", "-rf", self.home / "clone"], check=True)
            yield name, step, self.clone("change", *clone_options)

    def test_a_change_that_breaks_nothing_passes(self):
        self.change("more.tf", "# nothing\n")
        for _, step, clone in self.each():
            done = self.run_step(step, clone, step.change)
            self.assertEqual(done.returncode, 0, done.stderr)
            for output in step.outputs:
                self.assertGreater((clone / output).stat().st_size, 1, output)

    def test_a_change_that_breaks_something_fails_and_names_it_alone(self):
        self.change("more.tf", NEW)
        for _, step, clone in self.each():
            done = self.run_step(step, clone, step.change)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertEqual(shown(done), {"more.tf"}, done.stderr)

    def test_a_shallow_clone_is_completed(self):
        self.change("more.tf", NEW)
        for _, step, clone in self.each("--depth=1"):
            self.assertEqual(self.git(clone, "rev-parse", "--is-shallow-repository"), "true")
            done = self.run_step(step, clone, step.change)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertEqual(shown(done), {"more.tf"}, done.stderr)

    def test_a_shallow_clone_whose_history_is_out_of_reach_fails(self):
        self.change("more.tf", "# nothing\n")
        for _, step, clone in self.each("--depth=1"):
            self.git(clone, "remote", "set-url", "origin", f"file://{self.home}/gone")
            done = self.run_step(step, clone, step.change)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertRegex(done.stderr, "check out with all")

    def test_where_nothing_can_be_fetched_the_history_that_is_there_does(self):
        self.change("more.tf", NEW)
        for _, step, clone in self.each():
            self.git(clone, "remote", "set-url", "origin", f"file://{self.home}/gone")
            done = self.run_step(step, clone, step.change)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertEqual(shown(done), {"more.tf"}, done.stderr)

    def test_a_push_reports_all_and_fails_for_no_violation(self):
        self.change("more.tf", NEW)
        for _, step, clone in self.each():
            done = self.run_step(step, clone, step.push)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertLessEqual({"main.tf", "more.tf"}, shown(done), done.stderr)
            self.assertIn("no violation fails the build", done.stderr)
            self.assertEqual(self.run_step(step, clone, step.push, PAYAUDIT_GATE_ALL="1").returncode, 1)

    def test_without_payaudit_the_step_fails(self):
        self.change("more.tf", "# nothing\n")
        (self.tools / "payaudit").unlink()
        for _, step, clone in self.each():
            self.assertNotEqual(self.run_step(step, clone, step.change).returncode, 0)

    def test_a_change_brings_no_script_no_settings_and_no_report_of_its_own(self):
        self.git(self.origin, "switch", "-q", "-c", "change")
        for name in ("gate.sh", "ci/recipes/gate.sh", ".payaudit/gate.sh", "payaudit"):
            self.commit(name, "#!/bin/sh\nexit 0\n")
        for name in ("payaudit.sarif", "payaudit-insights.json", "CodeAnalysisLogs/payaudit.sarif"):
            self.commit(name, "{}")
        self.commit("payaudit.yaml", 'version: 1\nignore: ["**"]\nfail_on: none\n')
        self.commit("more.tf", NEW)
        for name, step, clone in self.each():
            done = self.run_step(step, clone, step.change)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("more.tf", shown(done), done.stderr)
            for output in step.outputs:
                self.assertNotEqual((clone / output).read_text(), "{}", f"{name}: {output}")

    def test_the_action_tells_its_outputs_whatever_came_of_it(self):
        self.change("more.tf", NEW)
        clone = self.clone()
        for base, status, sarif in (("", "1", "out.sarif"), ("no-such-revision", "2", "")):
            (self.home / "GITHUB_OUTPUT").unlink(missing_ok=True)
            step = action(ROOT, base=base, **{"sarif-file": "out.sarif", "paths": "main.tf\n\nmore.tf\n"})
            done = self.run_step(step, clone, step.change)
            self.assertEqual(str(done.returncode), status, done.stderr)
            told = dict(line.split("=", 1) for line in (self.home / "GITHUB_OUTPUT").read_text().splitlines())
            self.assertEqual((told["exit-status"], told.get("sarif-file", "")), (status, sarif))
        self.assertIn("more.tf", (self.home / "GITHUB_STEP_SUMMARY").read_text())

    def test_the_action_takes_a_threshold_and_a_path_with_spaces(self):
        self.change("a folder/more.tf", NEW)
        clone = self.clone()
        for threshold, status in (("none", 0), ("", 1)):
            step = action(ROOT, paths="a folder\n", **{"fail-on": threshold})
            done = self.run_step(step, clone, step.change)
            self.assertEqual(done.returncode, status, done.stderr)

    def test_bitbucket_sends_the_report_and_then_the_annotations(self):
        self.change("more.tf", NEW)
        (self.tools / "curl").write_text(CURL)
        (self.tools / "curl").chmod(0o755)
        if subprocess.run(["sh", "-c", "command -v jq"], capture_output=True).returncode != 0:
            self.skipTest("SKIPPED: jq is not installed, what Bitbucket gets is not tested")
        step, clone = all_steps(ROOT)["bitbucket"], self.clone()
        self.run_step(step, clone, step.change)
        variables = {"BITBUCKET_REPO_FULL_NAME": "shop/shop", "BITBUCKET_COMMIT": "abc"}
        done = subprocess.run(["bash", "-e", "-c", step.after], cwd=clone, env=self.environment(**variables), text=True, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        sent = (self.home / "SENT").read_text()
        self.assertRegex(sent, r"-X PUT http://api\.bitbucket\.org/2\.0/repositories/shop/shop/commit/abc/reports/payaudit ")
        self.assertRegex(sent, r"-X POST \S+/reports/payaudit/annotations ")
        posted = json.loads(sent[sent.index("\n", sent.index("-X POST")) :])
        self.assertIn("more.tf", {each["path"] for each in posted})

    def test_the_pages_name_every_input_and_output(self):
        described = yaml.safe_load((ROOT / "action.yml").read_text())
        component = next(yaml.safe_load_all((ROOT / "templates/payaudit/template.yml").read_text()))
        self.assertEqual(words_of_tables("github"), [*described["inputs"], *described["outputs"]])
        self.assertEqual(words_of_tables("gitlab"), [*component["spec"]["inputs"]])
        self.assertEqual(words_of_tables("pre-commit"), [each["id"] for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())])

    def test_a_merged_result_of_gitlab_is_compared_with_its_other_parent(self):
        self.change("more.tf", NEW)
        self.git(self.origin, "switch", "-q", "change")
        self.git(self.origin, "merge", "-q", "--no-edit", "main")
        step, clone = all_steps(ROOT)["gitlab"], self.clone()
        done = self.run_step(step, clone, step.change | {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": self.git(self.origin, "rev-parse", "main")})
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(shown(done), {"more.tf"}, done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
