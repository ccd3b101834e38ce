"""How sound is encoded: codec, bitrate, depth, channels and sample rate."""

from dataclasses import dataclass

from backend.protos.media.v1 import media_pb2
from backend.services.audio.formats import KEEP, LOSSLESS_MAX_HZ, Target
from backend.services.messages import warning
from backend.services.streams.audio_encoders import AUDIO_BITRATES_BPS, LAYOUTS_OF_OPUS
from backend.services.streams.codecs import codec_title
from backend.services.streams.probed import Track

MP3_VARIABLE = {"small": "5", "balanced": "2", "high": "0"}  # -V of LAME
# libvorbis refuses bitrates that do not suit rate and channels, but takes any quality.
VORBIS_QUALITY = {"small": "2", "balanced": "5", "high": "8"}
MP3_BITRATES_KBPS = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
# Below this much for each channel, a lower sample rate sounds better.
RATES_FOR_BPS_PER_CHANNEL = ((40_000, LOSSLESS_MAX_HZ), (24_000, 32_000), (16_000, 22_050))
LOWEST_RATE_HZ = 16_000
# Of what is left by compressing without loss, usually.
LOSSLESS_PART = 0.6
FLAC_FRAME = "4096"  # samples: the encoder's own choice at 44.1 kHz


@dataclass(frozen=True)
class Wishes:
    """What was asked for; the defaults are those of an edit, which should lose little."""

    quality: str = "high"
    bitrate_bps: int = 0  # constant; 0: by quality
    constant: bool = False  # MP3 by quality, but with constant bitrate
    depth: str = KEEP
    channels: str = KEEP
    sample_rate: str = KEEP


@dataclass(frozen=True)
class Encoding:
    """ffmpeg's options and filters, and what follows from them."""

    options: tuple[str, ...]
    mixing: str  # the filter that makes the channels, "": none is needed
    bitrate_bps: int  # about
    warnings: tuple[media_pb2.Warning, ...]


def encoding(target: Target, track: Track, wishes: Wishes) -> Encoding:
    """Return how `track` is encoded for `target`."""
    told = []
    channels, mixing = _channels(target, track, wishes.channels)
    if channels < track.channels and wishes.channels == KEEP:
        message = f"{target.title} does not hold {track.channels} channels: mixed down to stereo."
        told.append(warning("channels_mixed_down", message))
    rate = _sample_rate(target, track, wishes, channels)
    if rate < track.sample_rate_hz and wishes.sample_rate == KEEP and not wishes.bitrate_bps:
        message = f"{target.title} has at most {rate / 1000:g} kHz here."
        told.append(warning("sample_rate_lowered", message))
    codec, bitrate_bps = _codec(target, track, wishes, channels, rate)
    layouts = f"aformat=channel_layouts={LAYOUTS_OF_OPUS}" if target.encoder == "opus" else ""
    return Encoding(
        options=(*codec, "-ar", str(rate)),
        mixing=",".join(part for part in (mixing, layouts) if part),
        bitrate_bps=bitrate_bps,
        warnings=tuple(told),
    )


def _channels(target: Target, track: Track, asked: str) -> tuple[int, str]:
    own = max(1, track.channels)
    wanted = {"mono": 1, "stereo": 2}.get(asked, own)
    if wanted > target.max_channels:
        wanted = 2
    if wanted == own:
        return own, ""
    if own <= 8:
        return wanted, f"aformat=channel_layouts={'mono' if wanted == 1 else 'stereo'}"
    # Nobody says where so many loudspeakers stand: every other goes to the left.
    sides = [range(side, own, wanted) for side in range(wanted)]
    mix = "|".join(
        f"c{side}=" + "+".join(f"{1 / len(inputs):.6f}*c{number}" for number in inputs)
        for side, inputs in enumerate(sides)
    )
    return wanted, f"pan={'mono' if wanted == 1 else 'stereo'}|{mix}"


def _sample_rate(target: Target, track: Track, wishes: Wishes, channels: int) -> int:
    own = track.sample_rate_hz or 48_000
    wanted = own if wishes.sample_rate == KEEP else int(wishes.sample_rate)
    if wishes.bitrate_bps and target.encoder != "opus":
        each = wishes.bitrate_bps / channels
        bounds = (rate for bps, rate in RATES_FOR_BPS_PER_CHANNEL if each >= bps)
        wanted = min(wanted, next(bounds, LOWEST_RATE_HZ))
    if not target.sample_rates_hz:
        return min(wanted, LOSSLESS_MAX_HZ)
    higher = (rate for rate in target.sample_rates_hz if rate >= wanted)
    return next(higher, target.sample_rates_hz[-1])


def _codec(
    target: Target, track: Track, wishes: Wishes, channels: int, rate: int
) -> tuple[tuple[str, ...], int]:
    if target.lossless:
        depth = source_depth(track) if wishes.depth == KEEP else wishes.depth
        return _lossless(target.encoder, depth, channels * rate)
    encoder = {"aac": "aac", "opus": "libopus", "mp3": "libmp3lame", "vorbis": "libvorbis"}
    name = ("-c:a", encoder[target.encoder])
    if wishes.bitrate_bps:
        return (*name, "-b:a", str(wishes.bitrate_bps)), wishes.bitrate_bps
    stereo_bps = AUDIO_BITRATES_BPS[target.encoder][wishes.quality]
    bitrate_bps = min(stereo_bps * channels // 2, target.max_bps)
    if target.encoder == "mp3":
        if wishes.constant:
            return (*name, "-b:a", str(stereo_bps)), stereo_bps
        return (*name, "-q:a", MP3_VARIABLE[wishes.quality]), bitrate_bps
    if target.encoder == "vorbis":
        return (*name, "-q:a", VORBIS_QUALITY[wishes.quality]), bitrate_bps
    return (*name, "-b:a", str(bitrate_bps)), bitrate_bps


def _lossless(encoder: str, depth: str, samples_per_second: int) -> tuple[tuple[str, ...], int]:
    bits = int(depth.rstrip("f"))
    if encoder in {"pcm-le", "pcm-be"}:
        kind = "f" if depth.endswith("f") else "s"
        return ("-c:a", f"pcm_{kind}{bits}{encoder[4:]}"), samples_per_second * bits
    # Neither holds floating point, nor more than 24 bits as people use it.
    bits = min(bits, 24)
    planar = "p" if encoder == "alac" else ""
    sample_format = f"s16{planar}" if bits == 16 else f"s32{planar}"
    options: tuple[str, ...] = (
        "-c:a",
        encoder,
        "-sample_fmt",
        sample_format,
        "-bits_per_raw_sample",
        str(bits),
    )
    if encoder == "flac":
        # Otherwise the first frame that comes, cut at a start or damaged, decides.
        options = (*options, "-frame_size", FLAC_FRAME)
    return options, int(samples_per_second * bits * LOSSLESS_PART)


def source_depth(track: Track) -> str:
    """Return "16", "24", "32" or "32f": what holds the samples of `track` without loss."""
    if track.codec.startswith("pcm_f"):
        return "32f"
    if track.codec.startswith("pcm_s32"):
        return "32"
    if track.codec.startswith("pcm_s24") or track.sample_format in {"s32", "s32p"}:
        return "24"
    return "16"  # of lossy codecs nothing finer is left


def loses_depth(target: Target, track: Track) -> media_pb2.Warning | None:
    """Return the warning for samples that are finer than `target` holds."""
    depth = source_depth(track)
    if depth not in {"32", "32f"} or "32f" in target.depths or not target.lossless:
        return None
    message = f"{target.title} holds 24 bits; {codec_title(track.codec)} has finer samples."
    return warning("depth_reduced", message)


def mp3_bitrate_bps(bitrate_bps: float) -> int:
    """Return the highest bitrate of MP3 that is no higher; there are no others."""
    lower = [kbps for kbps in MP3_BITRATES_KBPS if kbps * 1000 <= bitrate_bps]
    return max(lower, default=MP3_BITRATES_KBPS[0]) * 1000
