"""Which tracks of a source go into a result, copied or encoded, and which cannot."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.protos.media.v1 import media_pb2
from backend.services.messages import warning
from backend.services.streams import audio_encoders
from backend.services.streams.codecs import codec_title
from backend.services.streams.probed import Probed, Track
from backend.services.video import colours, presets
from backend.services.video.edits import by_part
from backend.services.video.formats import TEXT_SUBTITLES, Target

FILTER = "-filter:"


@dataclass(frozen=True)
class Selection:
    """ffmpeg's options for the tracks of a result, and what was decided."""

    options: tuple[str, ...]
    video_encoder: str  # "": the pictures are copied, or there are none
    encodes_audio: bool
    audio_bps: int  # of what is encoded
    seconds: float  # of the longest track that is kept
    warnings: tuple[media_pb2.Warning, ...]


@dataclass
class _Line:
    """One track of the result: where it comes from, and what happens to it."""

    track: Track
    filters: list[str] = field(default_factory=list)
    input: int = 0  # the number of ffmpeg's input, where it is another file


class Selecting:
    """Goes through the tracks of a source for one target.

    With several `parts`, ffmpeg reads the source as often, and everything is encoded: the
    parts are joined by its filter graph. `drops` are seconds at the beginning of each that
    were read only because a container is searched by guesses; `starts` is where each begins
    in the source after those.
    """

    def __init__(
        self,
        probed: Probed,
        target: Target,
        quality: str,
        parts: int = 1,
        drops: Sequence[float] = (),
        *,
        starts: Sequence[float] = (),
    ) -> None:
        self._probed = probed
        self._target = target
        self._quality = quality
        self._parts = parts
        self._drops = tuple(drops) or (0.0,) * parts
        self._starts = tuple(starts) or (0.0,) * parts
        self._options: list[str] = []
        self._warnings: list[media_pb2.Warning] = []
        self._pictures: list[_Line] = []
        self._sounds: list[_Line] = []
        self._texts: list[_Line] = []
        self._video_encoder = ""
        self._audio_bps = 0
        self._encodes_audio = False

    def pictures(
        self, encode: bool, filters: Sequence[str] = (), encoder: Sequence[str] = ()
    ) -> "Selecting":
        """Take the picture track: copied where the target allows, unless `encode`.

        `encoder` are options instead of those by quality.
        """
        videos = self._probed.of_kind("video")
        if not self._target.video_encoder:
            return self
        video, *others = videos
        if encode or self._parts > 1 or video.codec not in self._target.video:
            self._video_encoder = self._target.video_encoder
            # Every encoder here takes 8 bits and whole pictures.
            before = colours.deinterlacing(video)
            self._pictures.append(_Line(video, [*before, *filters, *colours.tone_mapping(video)]))
            self._options += encoder or presets.video_encoder(self._video_encoder, self._quality)
        else:
            self._pictures.append(_Line(video))
            self._options += ["-c:v", "copy"]
            if video.codec == "hevc" and self._target.name in {"mp4", "mov"}:
                self._options += ["-tag:v", "hvc1"]  # Apple's players know no other
        for number, _ in enumerate(others, 2):
            self._drop("video", f"Video track {number}", "one picture track is kept")
        for _ in self._probed.of_kind("cover"):
            self._drop("cover", "The cover picture", "it is not part of the video")
        return self

    def sound(
        self,
        keep: bool,
        encode: bool = False,
        filters: Sequence[str] = (),
        only: int = 0,
        bps: int = 0,
    ) -> "Selecting":
        """Take the audio tracks that the target can hold.

        `filters` change all of them; `only` is the number of the one that is kept, 0 for
        all; `bps` is the bitrate of each, 0 for that of the quality.
        """
        tracks = self._probed.of_kind("audio") if keep else ()
        tracks = tracks[only - 1 : only] if only else tracks
        room = 0 if not self._target.audio_encoder else 1 if self._sound_only else len(tracks)
        encode = encode or bool(filters) or self._parts > 1
        for position, track in enumerate(tracks[:room]):
            line = _Line(track, list(filters))
            self._sounds.append(line)
            if track.codec in self._target.audio and not encode:
                self._options += [f"-c:a:{position}", "copy"]
            else:
                self._encode_sound(position, line, told=not encode, bps=bps)
        for number, track in enumerate(tracks[room:], room + 1):
            name = f"Audio track {number}" + (f" ({track.language})" if track.language else "")
            room_told = "has room for one" if room else "holds no sound"
            self._drop("audio", name, f"{self._target.title} {room_told}")
        return self

    def other_sound(self, track: Track, filters: Sequence[str] = (), bps: int = 0) -> "Selecting":
        """Take the sound of another file, which is the input behind all parts."""
        line = _Line(track, list(filters), input=self._parts)
        self._sounds.append(line)
        self._encode_sound(0, line, told=False, bps=bps)
        return self

    def texts(self, copy_only: bool = False) -> "Selecting":
        """Take the subtitles that the target can hold, converting texts."""
        position = 0
        for number, track in enumerate(self._probed.of_kind("subtitle"), 1):
            if self._parts > 1:
                self._drop("subtitle", f"Subtitle track {number}", "several parts are encoded")
                continue
            if track.codec in self._target.subtitles:
                codec = "copy"
            elif self._target.subtitle_codec and track.codec in TEXT_SUBTITLES and not copy_only:
                codec = self._target.subtitle_codec
            else:
                reason = f"{self._target.title} does not take {codec_title(track.codec)}"
                self._drop("subtitle", f"Subtitle track {number}", reason)
                continue
            self._texts.append(_Line(track))
            self._options += [f"-c:s:{position}", codec]
            position += 1
        for _ in self._probed.of_kind("data"):
            self._drop("data", "A data track", "it holds neither picture nor sound")
        return self

    def done(self) -> Selection:
        """Return what was selected."""
        mapped = self._joined() if self._parts > 1 else self._mapped()
        # Subtitles end whenever the last words were said.
        timed = [line.track for line in (*self._pictures, *self._sounds) if not line.input]
        known = [track.duration_seconds for track in timed if track.duration_seconds > 0]
        whole = self._probed.duration_seconds
        all_known = len(known) == len(timed) and known
        return Selection(
            options=(*mapped, *self._options),
            video_encoder=self._video_encoder,
            encodes_audio=self._encodes_audio,
            audio_bps=self._audio_bps,
            seconds=min(max(known), whole or max(known)) if all_known else whole,
            warnings=tuple(self._warnings),
        )

    def _mapped(self) -> list[str]:
        """Return which tracks of the source become those of the result, one by one."""
        lines = (*self._pictures, *self._sounds, *self._texts)
        options = [part for each in lines for part in ("-map", f"{each.input}:{each.track.index}")]
        for kind, group in (("v", self._pictures), ("a", self._sounds)):
            for position, line in enumerate(group):
                drop = [] if line.input else _dropping(line.track, self._drops[0])
                first, then = by_part(line.filters, self._starts[0])
                if filters := [*drop, *first, *then]:
                    options += [f"{FILTER}{kind}:{position}", ",".join(filters)]
        return options

    def _joined(self) -> list[str]:
        """Return the filter graph that joins the parts, and what comes out of it."""
        own = [*self._pictures, *(line for line in self._sounds if not line.input)]
        graph, pads = [], []
        for part in range(self._parts):
            for number, line in enumerate(own):
                pad = f"[{part}:{line.track.index}]"
                first, _ = by_part(line.filters, self._starts[part])
                if filters := [*_dropping(line.track, self._drops[part]), *first]:
                    graph.append(f"{pad}{','.join(filters)}[part{part}track{number}]")
                    pad = f"[part{part}track{number}]"
                pads.append(pad)
        sounds = len(own) - len(self._pictures)
        kinds = f"v={len(self._pictures)}:a={sounds}"
        joined = "".join(f"[joined{number}]" for number in range(len(own)))
        graph.append(f"{''.join(pads)}concat=n={self._parts}:{kinds}{joined}")
        maps = []
        for number, line in enumerate((*self._pictures, *self._sounds)):
            begin = f"[{line.input}:{line.track.index}]" if line.input else f"[joined{number}]"
            _, then = by_part(line.filters, 0.0)
            graph.append(f"{begin}{','.join(then) or _pass(line.track)}[out{number}]")
            maps += ["-map", f"[out{number}]"]
        return ["-filter_complex", ";".join(graph), *maps]

    @property
    def _sound_only(self) -> bool:
        return not self._target.video_encoder

    def _encode_sound(self, position: int, line: _Line, told: bool, bps: int) -> None:
        encoder, track = self._target.audio_encoder, line.track
        self._encodes_audio = True
        self._audio_bps += bps or audio_encoders.audio_bitrate_bps(encoder, self._quality, track)
        options = audio_encoders.audio_encoder(encoder, self._quality, position, track)
        if f"{FILTER}a:{position}" in options:
            at = options.index(f"{FILTER}a:{position}")
            line.filters.append(options[at + 1])
            del options[at : at + 2]
        if bps and f"-b:a:{position}" in options:
            options[options.index(f"-b:a:{position}") + 1] = str(bps)
        self._options += options
        if told and not self._sound_only and not self._video_encoder:
            old, new = codec_title(track.codec), codec_title(encoder)
            message = (
                f"Audio track {position + 1} was encoded again as {new}: "
                f"{self._target.title} does not take {old}."
            )
            self._warnings.append(warning("audio_encoded", message))

    def _drop(self, kind: str, name: str, reason: str) -> None:
        # Nobody who asks for sound, or for a moving picture, expects more than that.
        if self._sound_only and kind != "audio":
            return
        self._warnings.append(warning(f"{kind}_track_dropped", f"{name} was dropped: {reason}."))


def _pass(track: Track) -> str:
    return "null" if track.kind == "video" else "anull"


def _dropping(track: Track, seconds: float) -> list[str]:
    """Return the filters that leave out the first `seconds`, and begin there with 0."""
    if seconds <= 0:
        return []
    kind = "" if track.kind == "video" else "a"
    return [f"{kind}trim=start={seconds:.6f}", f"{kind}setpts=PTS-{seconds:.6f}/TB"]
