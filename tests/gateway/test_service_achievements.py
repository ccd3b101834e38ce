"""What services bring along to be earned can be earned by their own operations."""

from pathlib import Path

import pytest

from backend.gateway.achievements import catalogue, progress
from backend.gateway.database.models import Job
from backend.gateway.services.rules import AchievementRule, rules_of
from backend.gateway.services.translation import service
from backend.services.image.description import describe
from config import ServiceConfig
from tests.gateway.test_achievements import finished_job


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ServiceConfig:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return ServiceConfig.from_environment("image", 0)


def job_for(rule: AchievementRule) -> Job:
    """Return a finished job of the kind that a rule counts."""
    source, job, _ = finished_job("a", rule.operation)
    job.file, job.service, job.parameters = source, rule.service, dict(rule.parameters)
    return job


def test_each_rule_names_an_operation_and_choices_that_exist(config: ServiceConfig) -> None:
    operations = {operation.name: operation for operation in service(describe(config)).operations}
    for rule in rules_of(describe(config)):
        parameters = {each.name: each for each in operations[rule.operation].parameters}
        for name, value in rule.parameters.items():
            assert value in {choice.value for choice in parameters[name].choices}, rule.name


def test_each_is_earned_by_as_many_jobs_as_it_asks_for(config: ServiceConfig) -> None:
    rules = rules_of(describe(config))
    assert rules
    for rule in rules:
        _, _, result = finished_job("a", rule.operation)
        counted = progress.subjects_of_job(job_for(rule), result, rules)
        achievement = catalogue.of_service(rule)
        (subject,) = achievement.subjects
        assert counted[subject] == 1, rule.name
        assert achievement.progress({subject: rule.goal - 1}) < achievement.goal
        assert achievement.progress({subject: rule.goal}) == achievement.goal
