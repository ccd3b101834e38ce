"""What there is to cut: containers, codecs and ways to group pictures, as recipes."""

from tests.services.video.smart_cut.clips import Recipe

X264 = ("-c:v", "libx264", "-preset", "veryfast", "-sc_threshold", "0", "-g", "30")
OPUS = ("-c:a", "libopus", "-b:a", "64k")
PCM = ("-c:a", "pcm_s16le")


def x265(parameters: str) -> tuple[str, ...]:
    return (
        *("-c:v", "libx265", "-preset", "ultrafast", "-bf", "3"),
        *("-x265-params", f"log-level=none:scenecut=0:keyint=30:{parameters}"),
    )


KINDS = {
    "h264 with open GOPs.mp4": Recipe(video=(*X264, "-x264-params", "open-gop=1")),
    "h264 with a B-pyramid.mp4": Recipe(
        video=(*X264, "-bf", "5", "-x264-params", "b-pyramid=normal:b-adapt=0")
    ),
    "h264 without B-frames.mov": Recipe(video=(*X264, "-bf", "0"), audio=PCM),
    "h264 of 10 bit.mkv": Recipe(pixel_format="yuv420p10le"),
    "h264 in fragments.mp4": Recipe(container=("-movflags", "frag_keyframe+empty_moov")),
    "h264 at 29.97 fps.mp4": Recipe(fps="30000/1001"),
    "h264 of odd size.mkv": Recipe(size=(321, 181), pixel_format="yuv444p"),
    "h264 with PCM.mkv": Recipe(audio=PCM),
    "h264 with MP3.mp4": Recipe(audio=("-c:a", "libmp3lame")),
    "h264 with Opus.mp4": Recipe(audio=OPUS),
    "h264 without sound.mp4": Recipe(audio_tracks=0),
    "h264 with three audio tracks.mp4": Recipe(audio_tracks=3),
    "h264 that starts at 1.5 s.mkv": Recipe(container=("-output_ts_offset", "1.5")),
    "h264 that starts at 2.5 s.mp4": Recipe(container=("-output_ts_offset", "2.5")),
    "h264.ts": Recipe(),
    "h264.flv": Recipe(),
    "hevc.mp4": Recipe(video=x265("open-gop=0")),
    "hevc with open GOPs.mp4": Recipe(video=x265("open-gop=1")),
    "hevc with open GOPs.mkv": Recipe(video=x265("open-gop=1"), pixel_format="yuv420p10le"),
    "hevc with RADL pictures.mp4": Recipe(video=x265("open-gop=0:radl=2")),
    "hevc.ts": Recipe(video=x265("open-gop=1")),
    "vp8.webm": Recipe(
        video=("-c:v", "libvpx", "-g", "30", "-cpu-used", "16", "-deadline", "realtime"),
        audio=("-c:a", "libvorbis"),
    ),
    "vp9 with hidden pictures.webm": Recipe(
        video=("-c:v", "libvpx-vp9", "-g", "30", "-cpu-used", "8", "-lag-in-frames", "16"),
        audio=OPUS,
    ),
    "av1.mp4": Recipe(video=("-c:v", "libsvtav1", "-preset", "12", "-g", "30")),
    "av1.webm": Recipe(video=("-c:v", "libsvtav1", "-preset", "12", "-g", "30"), audio=OPUS),
    "prores.mov": Recipe(
        video=("-c:v", "prores_ks", "-profile:v", "0"), audio=PCM, pixel_format="yuv422p10le"
    ),
    "mjpeg.avi": Recipe(video=("-c:v", "mjpeg", "-q:v", "3"), audio=PCM, pixel_format="yuvj420p"),
}
