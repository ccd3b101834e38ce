"""The editor's arithmetic, in the browser that runs it: times, cut lists, undo, zoom."""

import pytest

from tests.system.conftest import Run


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("62.5", 62.5),
        ("1:02.5", 62.5),
        ("00:01:02.500", 62.5),
        (" 1:02,5 ", 62.5),
        ("90:00", 5400),
        ("12:34:56.789", 45_296.789),
        ("#1874", 74.96),
        *((wrong, None) for wrong in ("", "-1", "nan", "1e3", "1:60", "1:2:3:4", "#", "#-1", "٣")),
    ],
)
def test_times_are_read_as_the_server_reads_them(run: Run, text: str, seconds: float) -> None:
    read = run("timecode", "return m.parseTimecode(given, 25)", text)
    assert read == (None if seconds is None else pytest.approx(seconds, abs=1e-9))


def test_a_frame_needs_a_frame_rate(run: Run) -> None:
    assert run("timecode", "return m.parseTimecode('#25')") is None


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("0:01.5 - 0:10 the dog", [(1.5, 10, "the dog")]),
        ("1-2\n\n 3 4\n0:05 – 0:06 a - b", [(1, 2, ""), (3, 4, ""), (5, 6, "a - b")]),
        ("#25 - #50", [(1, 2, "")]),
        ("", []),
        *((wrong, None) for wrong in ("2 - 1", "1 - 1", "one - two", "1", "1 - 2\nx")),
    ],
)
def test_a_cut_list_is_read_line_by_line(
    run: Run, text: str, segments: list[tuple[float, float, str]] | None
) -> None:
    read = run("cutlist", "return m.parseCutList(given, 25)", text)
    wanted = (
        segments
        if segments is None
        else [{"start": start, "end": end, "name": name} for start, end, name in segments]
    )
    assert read == wanted


LIST = """
    const area = document.createElement("textarea");
    area.value = given;
    const list = new m.CutList(new m.LinesField(area, 25), { duration: 60, shortest: 0.04 });
    const told = () => m.formatCutList(list.segments).replaceAll("\\n", " | ");
"""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("list.split(15)", "0:10.000 - 0:15.000 a | 0:15.000 - 0:20.000"),
        ("list.split(5)", "0:10.000 - 0:20.000 a"),
        ("list.split(10.01)", "0:10.000 - 0:20.000 a"),
        ("list.setStart(0, 12)", "0:12.000 - 0:20.000 a"),
        ("list.setStart(0, 30)", "0:30.000 - 1:00.000 a"),
        ("list.setEnd(0, 5)", "0:00.000 - 0:05.000 a"),
        ("list.setEnd(0, 99)", "0:10.000 - 1:00.000 a"),
        ("list.setStart(0, 30, 'drag')", "0:19.960 - 0:20.000 a"),
        ("list.shift(0, 55)", "0:50.000 - 1:00.000 a"),
        ("list.add(30)", "0:10.000 - 0:20.000 a | 0:30.000 - 0:36.000"),
        ("list.add(8)", "0:08.000 - 0:10.000 | 0:10.000 - 0:20.000 a"),
        ("list.add(30); list.move(1, 0)", "0:30.000 - 0:36.000 | 0:10.000 - 0:20.000 a"),
        ("list.rename(0, ' two  words')", "0:10.000 - 0:20.000 two words"),
        ("list.remove(0)", "0:10.000 - 0:20.000 a"),
        ("list.add(30); list.remove(0)", "0:30.000 - 0:36.000"),
        ("list.setEnd(0, 15); list.split(12); list.undo()", "0:10.000 - 0:15.000 a"),
        ("list.split(12); list.undo(); list.redo()", "0:10.000 - 0:12.000 a | 0:12.000 - 0:20.000"),
        (
            "list.split(12); list.undo(); list.add(40); list.redo()",
            "0:10.000 - 0:20.000 a | 0:40.000 - 0:46.000",
        ),
    ],
)
def test_segments_are_changed_and_written_into_the_field(run: Run, body: str, told: str) -> None:
    script = f"{LIST} {body}; return [told(), area.value.replaceAll('\\n', ' | ')]"
    shown, field = run("cutlist", script, "0:10 - 0:20 a")
    assert shown == told
    assert field in (told, "0:10 - 0:20 a")


def test_one_drag_is_one_step_back(run: Run) -> None:
    script = f"""{LIST}
        for (const each of [11, 12, 13]) list.setStart(0, each, "drag 1");
        for (const each of [14, 15]) list.setStart(0, each, "drag 2");
        const shown = [told()];
        while (list.canUndo) {{ list.undo(); shown.push(told()); }}
        return shown"""
    starts = [line.split()[0] for line in run("cutlist", script, "0:10 - 0:20")]
    assert starts == ["0:15.000", "0:13.000", "0:10.000"]


def test_what_is_typed_into_the_field_is_taken_over_once_it_can_be_read(run: Run) -> None:
    script = f"""{LIST}
        const type = (text) => {{ area.value = text; area.dispatchEvent(new Event("input")); }};
        type("0:10 - 0:2");
        const halfway = told();
        type("0:10 - 0:25\\n30 - 40 b");
        return [halfway, told(), area.value]"""
    assert run("cutlist", script, "0:10 - 0:20 a") == [
        "0:10.000 - 0:20.000 a",
        "0:10.000 - 0:25.000 | 0:30.000 - 0:40.000 b",
        "0:10 - 0:25\n30 - 40 b",
    ]


@pytest.mark.parametrize(
    ("keep", "kept"),
    [
        ("these", [[40, 50], [10, 20], [15, 30]]),
        ("others", [[0, 10], [30, 40], [50, 60]]),
    ],
)
def test_what_stays_is_the_segments_or_everything_else(
    run: Run, keep: str, kept: list[list[float]]
) -> None:
    script = f"""{LIST}
        const form = document.createElement("form");
        form.innerHTML = '<input name="keep">';
        form.append(area);
        form.elements.keep.value = "{keep}";
        return list.kept.map((each) => [each.start, each.end])"""
    assert run("cutlist", script, "40 - 50\n10 - 20\n15 - 30") == kept


def test_zooming_keeps_a_place_and_stays_within_the_film(run: Run) -> None:
    script = """
        const scale = new m.Scale(100, 1);
        scale.width = 1000;
        scale.zoomBy(4, 50);
        const there = scale.x(50), part = [scale.start, scale.end];
        scale.moveTo(99);
        const last = [scale.start, scale.end];
        scale.zoomBy(1e6, 80);
        const closest = scale.span;
        scale.zoomBy(1e-6, 80);
        return [there, part, last, closest, scale.isWhole, scale.step(80)]"""
    assert run("scale", script) == [500, [37.5, 62.5], [75, 100], 1, True, 10]
