"""The bot, as a process, between a fake of Telegram and the real stack."""

import io
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PIL import Image

from tests.examples.conftest import Programmer
from tests.examples.telegram import TOKEN, Telegram, fake_telegram
from tests.system.stack import ROOT

pytestmark = pytest.mark.system


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with fake_telegram() as telegram:
        yield telegram


def _ended(process: "subprocess.Popen[str]") -> str:
    """End the bot as Ctrl-C does; return what it said."""
    process.send_signal(signal.SIGINT)
    _, log = process.communicate(timeout=60)
    return log


@contextmanager
def bot(telegram: Telegram, of: Programmer, **settings: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "examples.telegram_bot"],
        cwd=ROOT,
        env={
            **of.environment,
            "TELEGRAM_API": telegram.url,
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_USERS": "7,8",
            **settings,
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield
    except BaseException as error:
        error.add_note(_ended(process))
        raise
    log = _ended(process)
    assert TOKEN not in log
    assert of.environment["MEDIACONV_TOKEN"] not in log


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "goldenrod").save(file, "PNG")
    return file.getvalue()


def test_a_picture_sent_to_the_bot_comes_back_as_another(
    telegram: Telegram, programmer: Callable[..., Programmer]
) -> None:
    owner = programmer()
    with bot(telegram, owner):
        telegram.send_file("Holiday.png", picture())
        offer = telegram.hears("sendMessage", "What shall become of Holiday.png")
        buttons = offer.buttons()
        pressed = next(text for text in buttons if "webp" in text.lower())
        telegram.press(buttons[pressed])
        telegram.hears("editMessageText", r"Holiday\.png: (queued|running) \d+%")
        telegram.hears("editMessageText", "^Done")
        name, content = telegram.hears("sendDocument").files["document"]
    assert name.endswith(".webp")
    with Image.open(io.BytesIO(content)) as made:
        assert (made.format, made.size) == ("WEBP", (64, 48))
    (file,) = owner.user.get("/v1/files")["items"]
    assert (file["name"], len(file["results"])) == ("Holiday.png", 1)


def test_a_button_pressed_twice_is_one_job(
    telegram: Telegram, programmer: Callable[..., Programmer]
) -> None:
    owner = programmer()
    with bot(telegram, owner):
        telegram.send_file("Twice.png", picture())
        buttons = telegram.hears("sendMessage", "Twice").buttons()
        data = next(data for text, data in buttons.items() if "webp" in text.lower())
        telegram.press(data)
        telegram.press(data)
        for _ in range(2):
            telegram.hears("sendDocument")
    assert len(owner.user.get("/v1/jobs")["items"]) == 1


def test_strangers_get_nothing(telegram: Telegram, programmer: Callable[..., Programmer]) -> None:
    owner = programmer()
    with bot(telegram, owner):
        telegram.send_file("Mine.png", picture(), user=666)
        telegram.send_file("Ours.png", picture(), user=8)
        offer = telegram.hears("sendMessage")
        assert "Ours.png" in offer.text
        telegram.press(next(iter(offer.buttons().values())), user=666)
        assert telegram.hears("answerCallbackQuery").text == "This is not for you."
    assert [each["name"] for each in owner.user.get("/v1/files")["items"]] == ["Ours.png"]
    assert owner.user.get("/v1/jobs")["items"] == []


def test_what_cannot_be_done_is_said(
    telegram: Telegram, programmer: Callable[..., Programmer]
) -> None:
    with bot(telegram, programmer()):
        telegram.send_file("letter.docx", b"Dear Sir")
        telegram.hears("sendMessage", "Nothing can be done with letter.docx")
        telegram.send_file("film.mp4", b"", size=21_000_000)
        telegram.hears("sendMessage", "no files over 20 MB")
        telegram.send_file("fake.png", b"not a picture at all")
        assert "went wrong" not in telegram.hears("sendMessage").text
    with bot(telegram, programmer("jobs:read")):
        telegram.send_file("Mine.png", picture())
        telegram.hears("sendMessage", "files:write")
