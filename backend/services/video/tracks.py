"""Which tracks of a source go into a result, copied or encoded, and which cannot."""

from dataclasses import dataclass

from backend.protos.media.v1 import media_pb2
from backend.services.streams import audio_encoders
from backend.services.streams.codecs import codec_title
from backend.services.streams.probed import Probed, Track
from backend.services.video import presets
from backend.services.video.formats import TEXT_SUBTITLES, Target


@dataclass(frozen=True)
class Selection:
    """ffmpeg's options for the tracks of a result, and what was decided."""

    options: tuple[str, ...]
    video_encoder: str  # "": the pictures are copied, or there are none
    encodes_audio: bool
    audio_bps: int  # of what is encoded
    seconds: float  # of the longest track that is kept
    warnings: tuple[media_pb2.Warning, ...]


class Selecting:
    """Goes through the tracks of a source for one target."""

    def __init__(self, probed: Probed, target: Target, quality: str) -> None:
        self._probed = probed
        self._target = target
        self._quality = quality
        self._options: list[str] = []
        self._warnings: list[media_pb2.Warning] = []
        self._kept: list[Track] = []
        self._video_encoder = ""
        self._audio_bps = 0
        self._encodes_audio = False

    def pictures(self, encode: bool, filters: str = "") -> "Selecting":
        """Take the picture track: copied where the target allows, unless `encode`."""
        videos = self._probed.of_kind("video")
        if not self._target.video_encoder:
            return self
        video, *others = videos
        self._keep(video)
        if encode or video.codec not in self._target.video:
            self._video_encoder = self._target.video_encoder
            self._options += presets.video_encoder(self._video_encoder, self._quality)
            self._options += ["-filter:v:0", filters] if filters else []
        else:
            self._options += ["-c:v", "copy"]
            if video.codec == "hevc" and self._target.name in {"mp4", "mov"}:
                self._options += ["-tag:v", "hvc1"]  # Apple's players know no other
        for number, _ in enumerate(others, 2):
            self._drop("video", f"Video track {number}", "one picture track is kept")
        for _ in self._probed.of_kind("cover"):
            self._drop("cover", "The cover picture", "it is not part of the video")
        return self

    def sound(self, keep: bool, encode: bool = False) -> "Selecting":
        """Take the audio tracks that the target can hold."""
        tracks = self._probed.of_kind("audio") if keep else ()
        room = 0 if not self._target.audio_encoder else 1 if self._sound_only else len(tracks)
        for position, track in enumerate(tracks[:room]):
            self._keep(track)
            if track.codec in self._target.audio and not encode:
                self._options += [f"-c:a:{position}", "copy"]
            else:
                self._encode_sound(position, track, told=not encode)
        for number, track in enumerate(tracks[room:], room + 1):
            name = f"Audio track {number}" + (f" ({track.language})" if track.language else "")
            room_told = "has room for one" if room else "holds no sound"
            self._drop("audio", name, f"{self._target.title} {room_told}")
        return self

    def texts(self, copy_only: bool = False) -> "Selecting":
        """Take the subtitles that the target can hold, converting texts."""
        position = 0
        for number, track in enumerate(self._probed.of_kind("subtitle"), 1):
            if track.codec in self._target.subtitles:
                codec = "copy"
            elif self._target.subtitle_codec and track.codec in TEXT_SUBTITLES and not copy_only:
                codec = self._target.subtitle_codec
            else:
                reason = f"{self._target.title} does not take {codec_title(track.codec)}"
                self._drop("subtitle", f"Subtitle track {number}", reason)
                continue
            self._keep(track)
            self._options += [f"-c:s:{position}", codec]
            position += 1
        for _ in self._probed.of_kind("data"):
            self._drop("data", "A data track", "it holds neither picture nor sound")
        return self

    def done(self) -> Selection:
        """Return what was selected."""
        maps = [text for track in self._kept for text in ("-map", f"0:{track.index}")]
        # Subtitles end whenever the last words were said.
        timed = [track for track in self._kept if track.kind != "subtitle"]
        known = [track.duration_seconds for track in timed if track.duration_seconds > 0]
        whole = self._probed.duration_seconds
        return Selection(
            options=(*maps, *self._options),
            video_encoder=self._video_encoder,
            encodes_audio=self._encodes_audio,
            audio_bps=self._audio_bps,
            seconds=min(max(known), whole or max(known)) if len(known) == len(timed) else whole,
            warnings=tuple(self._warnings),
        )

    @property
    def _sound_only(self) -> bool:
        return not self._target.video_encoder

    def _keep(self, track: Track) -> None:
        self._kept.append(track)

    def _encode_sound(self, position: int, track: Track, told: bool) -> None:
        encoder = self._target.audio_encoder
        self._encodes_audio = True
        self._audio_bps += audio_encoders.audio_bitrate_bps(encoder, self._quality, track)
        self._options += audio_encoders.audio_encoder(encoder, self._quality, position, track)
        if told and not self._sound_only and not self._video_encoder:
            old, new = codec_title(track.codec), codec_title(encoder)
            message = (
                f"Audio track {position + 1} was encoded again as {new}: "
                f"{self._target.title} does not take {old}."
            )
            self._warnings.append(media_pb2.Warning(code="audio_encoded", message=message))

    def _drop(self, kind: str, name: str, reason: str) -> None:
        # Nobody who asks for sound, or for a moving picture, expects more than that.
        if self._sound_only and kind != "audio":
            return
        self._warnings.append(
            media_pb2.Warning(
                code=f"{kind}_track_dropped", message=f"{name} was dropped: {reason}."
            )
        )
