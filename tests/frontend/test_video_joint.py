"""A look at the places where the parts of a cut meet."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.test_segment_lines import SPLICE, open_editor

LINES = "0 - 1\n2 - 3\n4 - 5"


def ask(ada: Browser, gateway: MockGateway, **fields: str) -> tuple[int, str]:
    page = open_editor(ada, gateway)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[SPLICE]))
    values = {**page.values("/video/f-lake/cut"), **fields}
    answer = ada.client.post("/video/f-lake/preview/joint", data=values)
    return answer.status_code, answer.headers.get("Location", "")


@pytest.mark.parametrize(
    ("join", "parts", "asked"),
    [(0, [(0, 1)], 0), (1, [(0, 1), (2, 3)], 1), (2, [(2, 3), (4, 5)], 1), (3, [(4, 5)], 1)],
)
def test_a_joint_is_asked_for_by_the_parts_that_meet(
    ada: Browser, gateway: MockGateway, join: int, parts: list[tuple[float, float]], asked: int
) -> None:
    status, location = ask(ada, gateway, parts=LINES, join=str(join))
    assert (status, urlsplit(location).path) == (303, "/files/f-lake/preview/joint")
    assert json.loads(parse_qs(urlsplit(location).query)["parameters"][0]) == {
        "operation": "cut",
        "parameters": {"parts": [{"start": start, "end": end} for start, end in parts]},
        "join": asked,
    }


def test_segments_that_cannot_be_read_have_no_joint(ada: Browser, gateway: MockGateway) -> None:
    assert ask(ada, gateway, parts="soon", join="1") == (422, "")


@pytest.mark.parametrize("fields", [{"join": "-1"}, {"join": "x"}, {"operation": "fly"}])
def test_there_is_no_other_joint(
    ada: Browser, gateway: MockGateway, fields: dict[str, str]
) -> None:
    assert ask(ada, gateway, **{"parts": LINES, "join": "1", **fields})[0] == 404
