"""schemas_test.py PAYAUDIT ROOT TOOLS: see schemas.sh."""
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import tree_sitter
import tree_sitter_groovy
import yaml
from platforms import filled

PAYAUDIT, ROOT, TOOLS = (Path(sys.argv.pop(1)).absolute() for _ in range(3))
OLD = 'resource "aws_db_instance" "old" {\n  engine              = "postgres"\n  publicly_accessible = true\n}\n'
NEW = OLD.replace('"old"', '"new"')


def problems(schema, file):
    command = [TOOLS / "check-jsonschema", "--regex-variant", "nonunicode", "--builtin-schema", f"vendor.{schema}", file]
    done = subprocess.run(command, text=True, capture_output=True)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def blocks_of(page):
    return re.findall(r"^```yaml\n(.*?)^```", (ROOT / f"docs/gate/{page}.md").read_text(), re.M | re.S)


class Schemas(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def check(self, schema, file):
        """The file is valid, and one with a list in place of everything is not: the schema is really asked."""
        self.assertEqual(problems(schema, ROOT / file), "")
        broken = Path(self.folder.name) / "broken.yml"
        broken.write_text("[1, 2]\n")
        self.assertNotEqual(problems(schema, broken), "")

    def test_the_action(self):
        self.check("github-actions", "action.yml")

    def test_the_workflow_of_github(self):
        self.check("github-workflows", "ci/recipes/github.yml")

    def test_the_pipeline_of_azure(self):
        self.check("azure-pipelines", "ci/recipes/azure-pipelines.yml")

    def test_the_pipeline_of_bitbucket(self):
        self.check("bitbucket-pipelines", "ci/recipes/bitbucket-pipelines.yml")

    def test_the_pipeline_of_gitlab(self):
        self.check("gitlab-ci", "ci/recipes/gitlab-ci.yml")

    def test_the_component_of_gitlab_in_its_two_parts(self):
        head, job = (ROOT / "templates/payaudit/template.yml").read_text().split("\n---\n")
        inputs = yaml.safe_load(head)["spec"]["inputs"]
        parts = {"head.yml": head, "job.yml": filled(job, {f"inputs.{name}": one.get("default") or "x" for name, one in inputs.items()})}
        for name, text in parts.items():
            file = Path(self.folder.name) / name
            file.write_text(text)
            self.assertEqual(problems("gitlab-ci", file), "")

    def test_what_the_pages_say_to_copy(self):
        for page, schema in (("github", "github-workflows"), ("gitlab", "gitlab-ci")):
            blocks = blocks_of(page)
            self.assertGreater(len(blocks), 0, page)
            for block in blocks:
                file = Path(self.folder.name) / "copied.yml"
                file.write_text(block)
                self.assertEqual(problems(schema, file), "", page)

    def test_the_jenkinsfile_is_groovy(self):
        parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_groovy.language()))
        text = (ROOT / "ci/recipes/Jenkinsfile").read_bytes()
        self.assertFalse(parser.parse(text).root_node.has_error)
        self.assertTrue(parser.parse(text.replace(b"always {", b"always (")).root_node.has_error)


class Hooks(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        home = Path(self.folder.name)
        (home / "bin").mkdir()
        (home / "bin/payaudit").symlink_to(PAYAUDIT)
        self.environment = {"HOME": str(home), "PATH": f"{home}/bin:{TOOLS}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "PRE_COMMIT_HOME": str(home / "cache")}
        for who in ("AUTHOR", "COMMITTER"):
            self.environment |= {f"GIT_{who}_NAME": "shop", f"GIT_{who}_EMAIL": "shop@example.org"}
        self.hooks = self.repository(home / "hooks", {".pre-commit-hooks.yaml": (ROOT / ".pre-commit-hooks.yaml").read_text()})
        self.shop = self.repository(home / "shop", {"main.tf": OLD})

    def run_in(self, folder, *command):
        return subprocess.run(command, cwd=folder, env=self.environment, text=True, capture_output=True)

    def repository(self, folder, files):
        folder.mkdir()
        self.run_in(folder, "git", "init", "-q", "-b", "main")
        for name, text in files.items():
            (folder / name).write_text(text)
        self.run_in(folder, "git", "add", "-A")
        self.assertEqual(self.run_in(folder, "git", "commit", "-qm", "one").returncode, 0)
        return folder

    def add(self, name, text):
        (self.shop / name).parent.mkdir(exist_ok=True)
        (self.shop / name).write_text(text)
        self.run_in(self.shop, "git", "add", "-A")

    def use(self, hook):
        revision = self.run_in(self.hooks, "git", "rev-parse", "HEAD").stdout.strip()
        repository = {"repo": str(self.hooks), "rev": revision, "hooks": [{"id": hook}]}
        self.add(".pre-commit-config.yaml", yaml.safe_dump({"repos": [repository]}))

    def run_hooks(self, *arguments):
        done = self.run_in(self.shop, "pre-commit", "run", "--color=never", *arguments)
        return done.returncode, done.stdout + done.stderr

    def test_the_manifest_and_the_configuration_are_valid(self):
        for command, file in (("validate-manifest", ".pre-commit-hooks.yaml"), ("validate-config", "ci/recipes/pre-commit-config.yaml")):
            done = self.run_in(ROOT, "pre-commit", command, file)
            self.assertEqual(done.returncode, 0, done.stdout)

    def test_what_the_page_says_to_copy_is_valid(self):
        for block in blocks_of("pre-commit"):
            (self.shop / "copied.yaml").write_text(block)
            self.assertEqual(self.run_in(self.shop, "pre-commit", "validate-config", "copied.yaml").returncode, 0, block)

    def test_old_violations_pass_and_new_ones_fail(self):
        self.use("payaudit")
        status, said = self.run_hooks()
        self.assertEqual(status, 0, said)
        self.add("more.tf", NEW)
        status, said = self.run_hooks()
        self.assertEqual(status, 1, said)
        self.assertIn("more.tf", said)
        self.assertNotIn("main.tf", said)

    def test_the_changed_files_are_audited_several_at_once(self):
        self.use("payaudit-files")
        self.add("a.tf", "# nothing\n")
        self.add("b.tf", NEW)
        status, said = self.run_hooks()
        self.assertEqual(status, 1, said)
        self.assertIn("b.tf", said)
        self.assertNotIn("main.tf", said)

    def test_waivers_are_checked_where_they_change(self):
        self.use("payaudit-waivers")
        self.assertIn("Skipped", self.run_hooks()[1])
        self.add(".payaudit/waivers.yaml", "version: 1\nwaivers:\n  - id: W-1\n    rule: store-public\n")
        status, said = self.run_hooks()
        self.assertEqual(status, 1, said)
        self.assertIn("waivers.yaml", said)

    def test_the_recipe_does_the_same_without_a_repository_of_hooks(self):
        self.add(".pre-commit-config.yaml", (ROOT / "ci/recipes/pre-commit-config.yaml").read_text())
        status, said = self.run_hooks()
        self.assertEqual(status, 0, said)
        self.add("more.tf", NEW)
        status, said = self.run_hooks()
        self.assertEqual(status, 1, said)
        self.assertIn("more.tf", said)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
