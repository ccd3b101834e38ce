"""A Telegram bot: send it a file, choose what to do, get the result back.

    export MEDIACONV_URL=http://127.0.0.1:8100 MEDIACONV_TOKEN=mca_…
    export TELEGRAM_TOKEN=123:abc TELEGRAM_USERS=11111111,22222222
    python -m examples.telegram_bot

It acts for the account of the access token, and so it serves nobody but `TELEGRAM_USERS`. What can
be done is asked from the gateway: a service added there has its buttons here. Written from
docs/openapi.json alone; docs/adding-a-frontend.md walks through it.
"""

import asyncio
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from telegram import (
    CallbackQuery,
    Document,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

# What Telegram lets bots receive and send.
LARGEST_RECEIVED_BYTES = 20 * 1000 * 1000
LARGEST_SENT_BYTES = 50 * 1000 * 1000
LONGEST_CALLBACK_BYTES = 64
POLL_SECONDS = 1.0
BUTTONS_IN_A_ROW = 3

log = logging.getLogger(__name__)


class GatewayError(Exception):
    """The gateway said no; the message is its own, and meant for people."""


class Gateway:
    """As much of the gateway as the bot needs. All methods raise `GatewayError`."""

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(10.0, read=300.0, write=300.0),
            trust_env=False,
        )

    async def call(self, method: str, path: str, **more: Any) -> Any:
        """Return the JSON of an answer."""
        try:
            answer = await self._http.request(method, path, **more)
        except httpx.HTTPError as error:
            raise GatewayError("The converter does not answer. Please try again later.") from error
        if answer.is_error:
            try:
                told = answer.json()
                wrong = [each["message"] for each in told["fields"].values()]
            except (ValueError, KeyError):
                raise GatewayError(f"The converter failed ({answer.status_code}).") from None
            raise GatewayError("\n".join(wrong) or told["message"])
        return answer.json()

    async def services(self) -> list[dict[str, Any]]:
        """Return the services that answer now."""
        found = await self.call("GET", "/v1/services")
        return [service for service in found["items"] if service["available"]]

    async def upload(self, service: str, path: Path) -> dict[str, Any]:
        """Upload a file in one go; resuming is not worth it for 20 MB."""
        with path.open("rb") as file:
            known: dict[str, Any] = await self.call(
                "POST", "/v1/uploads/form", params={"service": service}, files={"file": file}
            )
        return known

    async def download(self, file_id: str, target: Path) -> None:
        """Save a file's bytes as `target`."""
        async with self._http.stream("GET", f"/v1/files/{file_id}/content") as answer:
            if answer.is_error:
                raise GatewayError("The result is not there any more.")
            with target.open("wb") as file:
                async for block in answer.aiter_bytes():
                    file.write(block)


# ------------------------------------------------------------------------------ buttons


def service_for(name: str, services: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the first service that reads files of this name."""
    extension = name.rpartition(".")[2].lower()
    for service in services:
        if any(extension in accepted["extensions"] for accepted in service["accepts"]):
            return service
    return None


def open_choice(operation: dict[str, Any]) -> dict[str, Any] | None:
    """Return the one parameter that has to be chosen; raise `ValueError` if it needs a form."""
    missing = [
        parameter
        for parameter in operation["parameters"]
        if parameter["required"] and parameter["default"] is None
    ]
    if len(missing) > 1 or any(parameter["type"] != "choice" for parameter in missing):
        raise ValueError(f"{operation['name']} needs more than a button")
    return missing[0] if missing else None


def wishes(service: dict[str, Any], file_id: str) -> Iterator[InlineKeyboardButton]:
    """Yield a button for all that can be done to a file by pressing one."""
    for operation in service["operations"]:
        try:
            parameter = open_choice(operation)
        except ValueError:
            continue
        choices = parameter["choices"] if parameter else [{"title": "", "value": ""}]
        for choice in choices:
            data = f"{file_id}|{operation['name']}|{choice['value']}"
            title = f"{operation['title']} {choice['title']}".strip()
            if len(data.encode()) <= LONGEST_CALLBACK_BYTES:
                yield InlineKeyboardButton(title, callback_data=data)


def keyboard(service: dict[str, Any], file_id: str) -> InlineKeyboardMarkup | None:
    """Return all buttons for a file, None if there are none."""
    buttons = list(wishes(service, file_id))
    rows = [
        buttons[start : start + BUTTONS_IN_A_ROW]
        for start in range(0, len(buttons), BUTTONS_IN_A_ROW)
    ]
    return InlineKeyboardMarkup(rows) if rows else None


# ----------------------------------------------------------------------------- handlers


class Bot:
    """What is answered to whom."""

    def __init__(self, gateway: Gateway, users: frozenset[int]) -> None:
        self._gateway = gateway
        self.users = users

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what can be sent."""
        if update.effective_message is None:
            return
        services = await self._gateway.services()
        lines = [f"{service['title']}: {service['summary']}" for service in services]
        await update.effective_message.reply_text("\n".join(["Send me a file.", *lines]))

    async def take(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Upload what was sent, and offer what can be done with it."""
        message = update.effective_message
        if message is None:
            return
        name, attached = _attached(message)
        if (attached.file_size or 0) > LARGEST_RECEIVED_BYTES:
            await message.reply_text("Telegram gives bots no files over 20 MB.")
            return
        service = service_for(name, await self._gateway.services())
        if service is None:
            await message.reply_text(f"Nothing can be done with {name}.")
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(name).name
            await (await attached.get_file()).download_to_drive(path)
            file = await self._gateway.upload(service["name"], path)
        buttons = keyboard(service, file["id"])
        text = f"What shall become of {file['name']}?" if buttons else "It was uploaded."
        await message.reply_text(text, reply_markup=buttons)

    async def begin(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Start what a button stands for, tell how it goes, and send what comes of it."""
        query = update.callback_query
        if query is None or not query.data or not isinstance(query.message, Message):
            return
        # A message can be forwarded, and its buttons with it.
        if query.from_user.id not in self.users:
            await query.answer("This is not for you.")
            return
        await query.answer()
        job = await self._submit(query, query.message)
        shown = ""
        while job["state"] in {"queued", "running"}:
            text = f"{job['file_name']}: {job['state']} {job['fraction']:.0%}"
            if text != shown:
                await _rewrite(query.message, text)
                shown = text
            await asyncio.sleep(POLL_SECONDS)
            job = await self._gateway.call("GET", f"/v1/jobs/{job['id']}")
        if job["state"] != "done":
            await _rewrite(query.message, job["error_message"] or f"It is {job['state']}.")
            return
        warnings = [warning["message"] for warning in job["warnings"]]
        await _rewrite(query.message, "\n".join(["Done.", *warnings]))
        await self._send(query.message, job["result_file_id"])

    async def _submit(self, query: CallbackQuery, message: Message) -> dict[str, Any]:
        file_id, name, chosen = str(query.data).split("|")
        file = await self._gateway.call("GET", f"/v1/files/{file_id}")
        service = await self._gateway.call("GET", f"/v1/services/{file['service']}")
        operation = next((each for each in service["operations"] if each["name"] == name), None)
        if operation is None:
            raise GatewayError("This cannot be done any more.")
        parameter = open_choice(operation)
        job: dict[str, Any] = await self._gateway.call(
            "POST",
            "/v1/jobs",
            json={
                "file_id": file_id,
                "operation": name,
                "parameters": {parameter["name"]: chosen} if parameter else {},
            },
            # Pressed twice, it is one job.
            headers={
                "Idempotency-Key": f"telegram-{message.chat_id}-{message.id}-{chosen or name}"
            },
        )
        return job

    async def _send(self, message: Message, file_id: str) -> None:
        file = await self._gateway.call("GET", f"/v1/files/{file_id}")
        if file["size_bytes"] > LARGEST_SENT_BYTES:
            await message.reply_text(f"{file['name']} is too large for Telegram; it is kept.")
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "result"
            await self._gateway.download(file_id, path)
            with path.open("rb") as content:
                await message.reply_document(content, filename=file["name"])

    async def fail(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Tell what went wrong; faults of our own go into the log."""
        told = isinstance(context.error, GatewayError)
        if not told:
            log.error("fault", exc_info=context.error)
        if isinstance(update, Update) and update.effective_message is not None:
            text = str(context.error) if told else "Something went wrong. It was noted."
            await update.effective_message.reply_text(text)


def _attached(message: Message) -> tuple[str, Any]:
    """Return the file that a message carries, and a name for it."""
    if message.photo:
        return "photo.jpg", message.photo[-1]
    attached = message.effective_attachment
    name = getattr(attached, "file_name", None)
    usual = "voice.ogg" if message.voice else "sound.mp3" if message.audio else "video.mp4"
    return name or ("file" if isinstance(attached, Document) else usual), attached


async def _rewrite(message: Message, text: str) -> None:
    try:
        await message.edit_text(text)
    except BadRequest:
        log.info("the message is as it should be, or gone")


def application(bot: Bot, token: str, api: str) -> "Application[Any, Any, Any, Any, Any, Any]":
    """Return the bot, ready to run; `api` is where Telegram's own interface is."""
    built = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        # Somebody's long work keeps nobody else waiting.
        .concurrent_updates(16)
        .build()
    )
    ours = filters.User(user_id=bot.users)
    built.add_handler(CommandHandler("start", bot.start, filters=ours))
    built.add_handler(MessageHandler(ours & filters.ATTACHMENT, bot.take))
    built.add_handler(CallbackQueryHandler(bot.begin))
    built.add_error_handler(bot.fail)
    return built


def main() -> None:
    """Run until Ctrl-C."""
    logging.basicConfig(level=logging.INFO)
    # It logs the addresses that it asks, and in those of Telegram stands the bot's token.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings = os.environ
    users = frozenset(int(each) for each in settings["TELEGRAM_USERS"].split(","))
    gateway = Gateway(
        settings.get("MEDIACONV_URL", "http://127.0.0.1:8100"), settings["MEDIACONV_TOKEN"]
    )
    api = settings.get("TELEGRAM_API", "https://api.telegram.org")
    application(Bot(gateway, users), settings["TELEGRAM_TOKEN"], api).run_polling()


if __name__ == "__main__":
    main()
