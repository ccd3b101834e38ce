"""Pictures as an 8-bit encoder and an ordinary screen take them: whole and in SDR."""

from backend.services.streams.probed import Track

# Transfer characteristics of HDR, by ffmpeg's names (ITU-T H.273).
PQ, HLG = "smpte2084", "arib-std-b67"
HDR = frozenset({PQ, HLG})
# Reference white of SDR, in candela per square metre.
NOMINAL_PEAK = 100


def to_screen(video: Track) -> list[str]:
    """Return the filters that make progressive SDR pictures of `video`; none if it is so."""
    return [*deinterlacing(video), *tone_mapping(video)]


def deinterlacing(video: Track) -> list[str]:
    """Return the filter that makes whole pictures of two fields, where there are any."""
    # Only what is marked as interlaced: films in interlaced containers stay as they are.
    return ["bwdif=mode=send_frame:deint=interlaced"] if video.interlaced else []


def tone_mapping(video: Track) -> list[str]:
    """Return the filters that bring HDR into the range of SDR; none if it is SDR."""
    if video.transfer not in HDR:
        return []
    # Named in full, as files leave out what zscale has to know.
    read = f"tin={video.transfer}:min=bt2020nc:pin=bt2020"
    return [
        f"zscale={read}:t=linear:npl={NOMINAL_PEAK}",
        "format=gbrpf32le",
        "zscale=p=bt709",
        "tonemap=tonemap=hable:desat=0",
        "zscale=t=bt709:m=bt709:r=tv",
        "format=yuv420p",
    ]
