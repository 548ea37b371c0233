"""What each build server would run: the shell steps of the recipes, taken out of the files, with the variables the server sets."""
import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml


@dataclass
class Step:
    """`script` as the server would give it to `shell`; `change` and `push` are the variables of a change and of a push."""

    script: str
    change: dict
    push: dict
    shell: tuple = ("sh", "-e")
    after: str = ""
    outputs: tuple = ()
    variables: dict = field(default_factory=dict)
    name: str = ""


def filled(text, values):
    """GitHub's `${{ … }}` and GitLab's `$[[ … ]]` with values; one without is an error of the test."""

    def value_of(match):
        return values[match[1].strip()]

    return re.sub(r"\$\[\[(.*?)\]\]", value_of, re.sub(r"\$\{\{(.*?)\}\}", value_of, text))


def action(root, **inputs):
    described = yaml.safe_load((root / "action.yml").read_text())
    values = {f"inputs.{name}": inputs.get(name, one.get("default", "")) for name, one in described["inputs"].items()}
    (step,) = described["runs"]["steps"]
    values["inputs.base || github.event.merge_group.base_sha"] = values["inputs.base"]
    variables = {name: filled(str(text), values) for name, text in step["env"].items()}
    assert step["shell"] == "bash"
    return Step(
        step["run"],
        change={"GITHUB_ACTIONS": "true", "GITHUB_BASE_REF": "main"},
        push={"GITHUB_ACTIONS": "true", "GITHUB_BASE_REF": ""},
        shell=("bash", "--noprofile", "--norc", "-eo", "pipefail"),
        outputs=(values["inputs.sarif-file"],),
        variables=variables,
    )


def github(root):
    workflow = yaml.safe_load((root / "ci/recipes/github.yml").read_text())
    (step,) = [each for each in workflow["jobs"]["payaudit"]["steps"] if "run" in each]
    values = {"github.event.merge_group.base_sha": ""}
    assert step["shell"] == "sh"
    return Step(
        step["run"],
        change={"GITHUB_ACTIONS": "true", "GITHUB_BASE_REF": "main"},
        push={"GITHUB_ACTIONS": "true", "GITHUB_BASE_REF": ""},
        outputs=("payaudit.sarif",),
        variables={name: filled(text, values) for name, text in step["env"].items()},
    )


def gitlab(root):
    text = (root / "templates/payaudit/template.yml").read_text()
    spec, _ = yaml.safe_load_all(text)
    values = {f"inputs.{name}": one.get("default", "image") for name, one in spec["spec"]["inputs"].items()}
    (job,) = yaml.safe_load(filled(text.split("\n---\n")[1], values)).values()
    return Step(
        "\n".join(job["script"]),
        change={"CI": "true", "CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "BASE"},
        push={"CI": "true"},
        outputs=("payaudit.sarif", "gl-code-quality-report.json"),
        variables={name: str(value or "") for name, value in job["variables"].items()},
    )


def jenkins(root):
    (script,) = re.findall(r"sh '''(.*?)'''", (root / "ci/recipes/Jenkinsfile").read_text(), re.S)
    return Step(
        script,
        change={"JENKINS_URL": "http://ci", "CHANGE_ID": "7", "CHANGE_TARGET": "main"},
        push={"JENKINS_URL": "http://ci", "BRANCH_NAME": "main"},
        shell=("sh", "-xe"),
        outputs=("payaudit.sarif",),
    )


def azure(root):
    pipeline = yaml.safe_load((root / "ci/recipes/azure-pipelines.yml").read_text())
    (step,) = [each for each in pipeline["steps"] if "script" in each]
    return Step(
        step["script"],
        change={"TF_BUILD": "True", "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"},
        push={"TF_BUILD": "True"},
        shell=("bash", "--noprofile", "--norc"),
        outputs=("CodeAnalysisLogs/payaudit.sarif",),
    )


def bitbucket(root):
    pipeline = yaml.safe_load((root / "ci/recipes/bitbucket-pipelines.yml").read_text())
    (step,) = [each["step"] for each in pipeline["definitions"]["steps"]]
    assert pipeline["pipelines"]["pull-requests"]["**"][0]["step"] == step
    return Step(
        "\n".join(step["script"]),
        change={"BITBUCKET_PR_ID": "7", "BITBUCKET_PR_DESTINATION_BRANCH": "main"},
        push={"BITBUCKET_BRANCH": "main"},
        shell=("bash", "-e"),
        after="\n".join(step["after-script"]),
        outputs=("payaudit-insights.json",),
    )


def all_steps(root: Path):
    steps = {each.__name__: each(root) for each in (action, github, gitlab, jenkins, azure, bitbucket)}
    for name, step in steps.items():
        step.name = name
    return steps
