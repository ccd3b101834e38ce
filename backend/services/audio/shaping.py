"""Filters that change how sound begins, ends, and is: fades, gain, speed, pitch, noise.

Parameters and ranges: https://ffmpeg.org/ffmpeg-filters.html, chapter Audio Filters.
"""

from backend.services.failures import Violation

# Noise of up to −40 dB is taken for such, and made quieter by so many dB. Tracking the
# floor (track_noise) halves what is reached; anlmdn crashes ffmpeg 9.0.2.
NOISE_REDUCTION = {
    "light": "afftdn=noise_reduction=12:noise_floor=-40",
    "strong": "afftdn=noise_reduction=24:noise_floor=-40",
}
LIMITER = "alimiter=limit=-0.3dB:level=0:latency=1"


def fades(fade_in: float, fade_out: float, seconds: float) -> tuple[str, ...]:
    """Return filters that fade sound of this length in and out; all in seconds."""
    filters = []
    if fade_in:
        filters.append(f"afade=t=in:d={fade_in:.6f}")
    if fade_out:
        filters.append(f"afade=t=out:st={max(0.0, seconds - fade_out):.6f}:d={fade_out:.6f}")
    return tuple(filters)


def fades_too_long(fade_in: float, fade_out: float, seconds: float) -> list[Violation]:
    """Return what is wrong with fades of sound of this length."""
    if not seconds or fade_in + fade_out <= seconds:
        return []
    message = f"Both fades together are longer than the sound ({seconds:.1f} seconds)."
    return [Violation("fade_out" if fade_out else "fade_in", "TOO_LARGE", message)]


def volume(gain_db: float) -> tuple[str, ...]:
    """Return filters for a gain; what becomes louder is kept from distorting."""
    if not gain_db:
        return ()
    gain = f"volume={gain_db:.2f}dB"
    return (gain, LIMITER) if gain_db > 0 else (gain,)


def tempo(speed: float, semitones: float) -> tuple[str, ...]:
    """Return filters that play `speed` times as fast, and higher by `semitones`."""
    if semitones:
        # The one filter that changes both without an echo.
        return (f"rubberband=tempo={speed:.6f}:pitch={2 ** (semitones / 12):.8f}",)
    return (f"atempo={speed:.6f}",) if speed != 1 else ()
