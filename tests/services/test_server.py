"""What every media service does alike: doors, health, reflection, logs, configuration."""

import os
import subprocess
import sys
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from backend.protos.media.v1 import media_pb2
from tests.services.conftest import MakeClip
from tests.services.service_process import RefusedError, ServiceProcess

SERVICE = "media.v1.MediaService"


def test_anyone_may_ask_what_the_service_is(service: ServiceProcess) -> None:
    description = service.stub.Describe(media_pb2.DescribeRequest())
    assert (description.contract_version, description.name) == ("1", "video")
    assert description.concurrent_jobs == 2


@pytest.mark.parametrize("key", ["", "wrong", "a-key-only-for-tests-0123456789abcdeX"])
def test_everything_else_needs_the_service_key(
    service: ServiceProcess, clip: MakeClip, key: str
) -> None:
    url = service.stored(clip("short.mp4", seconds=2))
    with pytest.raises(RefusedError) as refused:
        service.probe(url, key=key)
    assert refused.value.status == grpc.StatusCode.UNAUTHENTICATED
    assert refused.value.code == "WRONG_SERVICE_KEY"
    with pytest.raises(grpc.RpcError) as unnamed:
        service.stub.Probe(media_pb2.ProbeRequest(source=media_pb2.Source(url=url)))
    assert unnamed.value.code() == grpc.StatusCode.UNAUTHENTICATED


@pytest.mark.parametrize("name", ["", SERVICE])
def test_health_is_the_standard_one(service: ServiceProcess, name: str) -> None:
    stub = health_pb2_grpc.HealthStub(service.channel)
    answer = stub.Check(health_pb2.HealthCheckRequest(service=name))
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_reflection_names_the_contract(service: ServiceProcess) -> None:
    stub = reflection_pb2_grpc.ServerReflectionStub(service.channel)
    request = reflection_pb2.ServerReflectionRequest(list_services="")
    answer = next(stub.ServerReflectionInfo(iter([request])))
    assert SERVICE in {listed.name for listed in answer.list_services_response.service}


def test_each_call_leaves_one_line_for_machines(service: ServiceProcess, clip: MakeClip) -> None:
    url = service.stored(clip("short.mp4", seconds=2))
    service.convert(url, "convert", "logged.mkv", format="mkv")
    line = service.wait_for("call")
    while line["job_id"] != "job-logged.mkv":
        line = service.wait_for("call")
    assert (line["method"], line["code"], line["operation"]) == ("Convert", "OK", "convert")
    assert 0 < line["seconds"] < 20


@pytest.mark.parametrize("operation", ["", "explode"])
def test_unknown_operations_are_refused(
    service: ServiceProcess, clip: MakeClip, operation: str
) -> None:
    url = service.stored(clip("short.mp4", seconds=2))
    with pytest.raises(RefusedError) as refused:
        service.plan(url, operation)
    assert refused.value.code == "UNKNOWN_OPERATION"


def test_it_refuses_to_start_in_production_without_a_secret(tmp_path: Path) -> None:
    settings = {"APP_ENV": "production", "DATA_DIR": str(tmp_path), "VIDEO_PORT": "0"}
    started = subprocess.run(
        [sys.executable, "-m", "backend.services.video"],
        env={**os.environ, **settings, "SERVICE_KEY": "change-me"},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert started.returncode == 78
    assert "SERVICE_KEY must be set" in started.stderr
    assert "Traceback" not in started.stderr


def test_it_refuses_to_start_with_an_ffmpeg_that_is_none(tmp_path: Path) -> None:
    settings = {"FFMPEG": "/no/such/ffmpeg", "DATA_DIR": str(tmp_path), "VIDEO_PORT": "0"}
    started = subprocess.run(
        [sys.executable, "-m", "backend.services.video"],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert started.returncode == 78
    assert "FFMPEG='/no/such/ffmpeg' is not a program" in started.stderr
    assert "Traceback" not in started.stderr
